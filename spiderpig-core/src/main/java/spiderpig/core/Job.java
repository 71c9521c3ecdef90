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
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One run of a command, as it stood when it was read. A job handed out by {@link Jobs} never changes; read it again to see
 * what became of it.
 */
@Entity
@Table(name = "job")
public class Job {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "id", nullable = false, updatable = false)
    private long id;

    @Column(name = "command", nullable = false, updatable = false)
    private String command;

    @Convert(converter = JsonConverter.OfParameters.class)
    @Column(name = "parameters", nullable = false, updatable = false)
    private Map<String, ParameterValue> parameters;

    @Column(name = "description", nullable = false, updatable = false)
    private String description;

    @Column(name = "owner", nullable = false, updatable = false)
    private String owner;

    @Column(name = "exclusive", updatable = false)
    private @Nullable String exclusive;

    @Convert(converter = InstantConverter.class)
    @Column(name = "created_at", nullable = false, updatable = false)
    private Instant createdAt;

    @Enumerated(EnumType.STRING)
    @Column(name = "status", nullable = false)
    private JobStatus status;

    @Convert(converter = InstantConverter.class)
    @Column(name = "started_at")
    private @Nullable Instant startedAt;

    @Convert(converter = InstantConverter.class)
    @Column(name = "finished_at")
    private @Nullable Instant finishedAt;

    @Column(name = "success")
    private @Nullable Boolean success;

    @Convert(converter = JsonConverter.OfTexts.class)
    @Column(name = "errors", nullable = false)
    private List<String> errors;

    @Column(name = "exit_status")
    private @Nullable Integer exitStatus;

    @Column(name = "cancelled_by")
    private @Nullable String cancelledBy;

    @Enumerated(EnumType.STRING)
    @Column(name = "stop_step")
    private @Nullable InterventionKind stopStep;

    @Column(name = "activity")
    private @Nullable String activity;

    @Convert(converter = JsonConverter.OfProgress.class)
    @Column(name = "progress")
    private @Nullable Progress progress;

    @Column(name = "pending_interaction")
    private @Nullable Integer pendingInteraction;

    @Column(name = "pinned", nullable = false)
    private boolean pinned;

    @Column(name = "revision", nullable = false)
    private long revision;

    /** For Jakarta Persistence. */
    @SuppressWarnings("NullAway.Init")
    protected Job() {}

    Job(Command command, Map<String, ParameterValue> parameters, String owner, Instant createdAt) {
        this.command = command.name();
        this.parameters = parameters;
        this.description = command.describe(parameters);
        this.owner = owner;
        this.exclusive = command.exclusive();
        this.createdAt = createdAt;
        this.status = JobStatus.QUEUED;
        this.errors = List.of();
    }

    /** Positive, and higher than that of any job created earlier. */
    public long id() {
        return id;
    }

    /** The name of the command, which may since have gone from the configuration. */
    public String command() {
        return command;
    }

    /** What was given for the command's parameters, by name, in the command's order. */
    public Map<String, ParameterValue> parameters() {
        return parameters;
    }

    /** One line for a person that tells this job from others. */
    public String description() {
        return description;
    }

    /** The user who started it. */
    public String owner() {
        return owner;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public JobStatus status() {
        return status;
    }

    public Optional<Instant> startedAt() {
        return Optional.ofNullable(startedAt);
    }

    public Optional<Instant> finishedAt() {
        return Optional.ofNullable(finishedAt);
    }

    /** Whether it did what it was asked to; empty until it is complete. */
    public Optional<Boolean> success() {
        return Optional.ofNullable(success);
    }

    /** What went wrong, each a phrase for a person; empty after success and until it is complete. */
    public List<String> errors() {
        return errors;
    }

    /** The exit status of the command; empty until it is complete, and if it has none. */
    public OptionalInt exitStatus() {
        return exitStatus == null ? OptionalInt.empty() : OptionalInt.of(exitStatus);
    }

    /** The first user who asked to stop it. */
    public Optional<String> cancelledBy() {
        return Optional.ofNullable(cancelledBy);
    }

    /** The furthest step of stopping it that was asked for. */
    public Optional<InterventionKind> stopStep() {
        return Optional.ofNullable(stopStep);
    }

    /** What it is doing, in the command's own words. */
    public Optional<String> activity() {
        return Optional.ofNullable(activity);
    }

    public Optional<Progress> progress() {
        return Optional.ofNullable(progress);
    }

    /** The number of the question that it waits with. */
    public OptionalInt pendingInteraction() {
        return pendingInteraction == null ? OptionalInt.empty() : OptionalInt.of(pendingInteraction);
    }

    /** Whether it is kept when older jobs are forgotten. */
    public boolean pinned() {
        return pinned;
    }

    /** The revision of the last commit that changed it. Of two jobs, the one changed later has the higher one. */
    public long revision() {
        return revision;
    }

    void start(Instant at) {
        become(JobStatus.IN_PROGRESS);
        startedAt = at;
    }

    void finish(Outcome outcome, Instant at) {
        become(JobStatus.COMPLETE);
        finishedAt = at;
        success = outcome.success();
        errors = outcome.errors();
        exitStatus = outcome.exitStatus();
        activity = null;
        progress = null;
        pendingInteraction = null;
    }

    private void become(JobStatus next) {
        if (!status.mayBecome(next)) {
            throw new IllegalStateException(
                    "Job " + id + " is " + status.text() + ", so it can't become " + next.text());
        }
        status = next;
    }

    void stopping(InterventionKind step) {
        stopStep = step;
    }

    void cancelledBy(String user) {
        if (cancelledBy == null) {
            cancelledBy = user;
        }
    }

    /** A new activity begins a new progress. */
    void activity(@Nullable String text) {
        activity = text;
        progress = null;
    }

    void progress(@Nullable Progress current) {
        progress = current;
    }

    void pending(@Nullable Integer interaction) {
        pendingInteraction = interaction;
    }

    void pin(boolean keep) {
        pinned = keep;
    }

    void revision(long current) {
        revision = current;
    }

    @Override
    public String toString() {
        return "job " + id + " (" + description + ", " + status.text() + ")";
    }
}
