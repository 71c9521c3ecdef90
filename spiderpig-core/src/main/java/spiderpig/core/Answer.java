package spiderpig.core;

import java.time.Instant;

/**
 * Who answered what, and when.
 *
 * @param response what was answered; {@link Interaction#HIDDEN} in place of a secret
 * @param respondedBy the user who answered
 * @param respondedAt when the answer was accepted
 */
public record Answer(String response, String respondedBy, Instant respondedAt) {}
