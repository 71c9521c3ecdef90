package spiderpig.core;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A question that a job has asked, and what became of it, as it stood when it was read. */
@Entity
@Table(name = "interaction")
public class Interaction {
    /** Stands wherever a secret answer would. */
    public static final String HIDDEN = "•••";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "id", nullable = false, updatable = false)
    private long id;

    @Column(name = "job_id", nullable = false, updatable = false)
    private long jobId;

    @Column(name = "number", nullable = false, updatable = false)
    private int number;

    @Column(name = "prompt", nullable = false, updatable = false)
    private String prompt;

    @Enumerated(EnumType.STRING)
    @Column(name = "type", nullable = false, updatable = false)
    private InteractionType type;

    @Convert(converter = JsonConverter.OfChoices.class)
    @Column(name = "choices", nullable = false, updatable = false)
    private List<Choice> choices;

    @Column(name = "default_key", updatable = false)
    private @Nullable String defaultKey;

    @Column(name = "free_text", nullable = false, updatable = false)
    private boolean freeText;

    @Column(name = "source_offset", nullable = false, updatable = false)
    private long sourceOffset;

    @Column(name = "repetition", nullable = false, updatable = false)
    private int repetition;

    @Convert(converter = InstantConverter.class)
    @Column(name = "created_at", nullable = false, updatable = false)
    private Instant createdAt;

    @Enumerated(EnumType.STRING)
    @Column(name = "state", nullable = false)
    private InteractionState state;

    @Column(name = "response")
    private @Nullable String response;

    @Column(name = "responded_by")
    private @Nullable String respondedBy;

    @Convert(converter = InstantConverter.class)
    @Column(name = "responded_at")
    private @Nullable Instant respondedAt;

    @Column(name = "responded_revision")
    private @Nullable Long respondedRevision;

    @Column(name = "delivery_offset")
    private @Nullable Long deliveryOffset;

    @Column(name = "revision", nullable = false)
    private long revision;

    /** For Jakarta Persistence. */
    @SuppressWarnings("NullAway.Init")
    protected Interaction() {}

    Interaction(long jobId, int number, Question question, Instant createdAt, long revision) {
        this.jobId = jobId;
        this.number = number;
        this.prompt = question.prompt();
        this.type = question.type();
        this.choices = question.choices();
        this.defaultKey = question.defaultKey();
        this.freeText = question.freeText();
        this.sourceOffset = question.sourceOffset();
        this.repetition = question.repetition();
        this.createdAt = createdAt;
        this.state = InteractionState.PENDING;
        this.revision = revision;
    }

    public long jobId() {
        return jobId;
    }

    /** 1 for the first question of its job, 2 for the second, and so on. */
    public int number() {
        return number;
    }

    /** The text of the question; may have several lines, and may be empty. */
    public String prompt() {
        return prompt;
    }

    public InteractionType type() {
        return type;
    }

    /** The ways to answer, in the command's order; empty unless the type is {@link InteractionType#CHOICES}. */
    public List<Choice> choices() {
        return choices;
    }

    /** What an empty line stands for. */
    public Optional<String> defaultKey() {
        return Optional.ofNullable(defaultKey);
    }

    /** Whether something else than a choice may be answered. */
    public boolean freeText() {
        return freeText;
    }

    /** The number of bytes of the job's output up to the end of this question. */
    public long sourceOffset() {
        return sourceOffset;
    }

    /** How many questions of the job stand at the same offset before this one. */
    public int repetition() {
        return repetition;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public InteractionState state() {
        return state;
    }

    /** The answer that was accepted, whether or not it has reached the command. */
    public Optional<Answer> answer() {
        return response == null || respondedBy == null || respondedAt == null
                ? Optional.empty()
                : Optional.of(new Answer(type == InteractionType.SECRET ? HIDDEN : response, respondedBy, respondedAt));
    }

    /** The revision of the commit that accepted the answer; 0 if there is none. Of two answers the later has the higher one. */
    public long respondedRevision() {
        return respondedRevision == null ? 0 : respondedRevision;
    }

    /** The revision of the last commit that changed it. */
    public long revision() {
        return revision;
    }

    long id() {
        return id;
    }

    /** The label of the choice with this key. */
    public Optional<String> label(String key) {
        return choices.stream()
                .filter(choice -> choice.key().equals(key))
                .map(Choice::label)
                .findFirst();
    }

    /** What is wrong with this response, as the end of a sentence, or empty if it may be given. */
    Optional<String> check(String given) {
        Optional<String> problem = AnswerLine.check(given);
        if (problem.isPresent() || freeText || label(given).isPresent() || (given.isEmpty() && defaultKey != null)) {
            return problem;
        }
        List<String> keys = choices.stream().map(Choice::key).toList();
        return Optional.of("must be one of " + String.join(", ", keys) + "; \"" + ParameterKind.shown(given)
                + "\" is none of them");
    }

    /** The answer as it is sent to the command. */
    Optional<Delivery> delivery() {
        return deliveryOffset == null || response == null
                ? Optional.empty()
                : Optional.of(new Delivery(number, deliveryOffset, AnswerLine.encode(response)));
    }

    /** The secret that was answered, until it is forgotten. */
    Optional<String> secret() {
        return type == InteractionType.SECRET && response != null && !response.equals(HIDDEN)
                ? Optional.of(response)
                : Optional.empty();
    }

    void deliver(long offset, long current) {
        become(InteractionState.DELIVERED, current);
        deliveryOffset = offset;
    }

    void withdraw(long current) {
        become(InteractionState.WITHDRAWN, current);
    }

    void forgetSecret() {
        if (type == InteractionType.SECRET && response != null) {
            response = HIDDEN;
            deliveryOffset = null;
        }
    }

    private void become(InteractionState next, long current) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException(
                    "Interaction %d of job %d is %s, so it can't become %s".formatted(number, jobId, state, next));
        }
        state = next;
        revision = current;
    }

    @Override
    public String toString() {
        return "interaction " + number + " of job " + jobId + " (" + state + ")";
    }
}
