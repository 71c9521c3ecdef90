package spiderpig.core;

/**
 * The life of a question.
 *
 * <pre>
 *   PENDING ──respond──► ANSWERED ──deliver──► DELIVERED
 *      │                    │
 *      └─────withdraw───────┴────────────────► WITHDRAWN
 * </pre>
 *
 * A question is withdrawn when the command went on without an answer, asked something newer, or ended. An answer that was
 * given but not yet delivered is withdrawn with it, so that it can never reach the next question.
 */
public enum InteractionState {
    PENDING,
    ANSWERED,
    DELIVERED,
    WITHDRAWN;

    boolean mayBecome(InteractionState next) {
        return switch (this) {
            case PENDING -> next == ANSWERED || next == WITHDRAWN;
            case ANSWERED -> next == DELIVERED || next == WITHDRAWN;
            case DELIVERED, WITHDRAWN -> false;
        };
    }
}
