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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** That somebody wants something done to a running job. The row is the request; whoever runs the job carries it out. */
@Entity
@Table(name = "intervention")
public class Intervention {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "id", nullable = false, updatable = false)
    private long id;

    @Column(name = "job_id", nullable = false, updatable = false)
    private long jobId;

    @Enumerated(EnumType.STRING)
    @Column(name = "kind", nullable = false, updatable = false)
    private InterventionKind kind;

    @Column(name = "requested_by", updatable = false)
    private @Nullable String requestedBy;

    @Column(name = "reason", updatable = false)
    private @Nullable String reason;

    @Convert(converter = InstantConverter.class)
    @Column(name = "requested_at", nullable = false, updatable = false)
    private Instant requestedAt;

    @Column(name = "revision", nullable = false, updatable = false)
    private long revision;

    /** For Jakarta Persistence. */
    @SuppressWarnings("NullAway.Init")
    protected Intervention() {}

    Intervention(
            long jobId,
            InterventionKind kind,
            @Nullable String requestedBy,
            @Nullable String reason,
            Instant requestedAt,
            long revision) {
        this.jobId = jobId;
        this.kind = kind;
        this.requestedBy = requestedBy;
        this.reason = reason;
        this.requestedAt = requestedAt;
        this.revision = revision;
    }

    public long jobId() {
        return jobId;
    }

    public InterventionKind kind() {
        return kind;
    }

    /** The user who asked for it; empty if nobody did: a grace period or a time-out is over. */
    public Optional<String> requestedBy() {
        return Optional.ofNullable(requestedBy);
    }

    /** Why, if there is more to say than who. */
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    public Instant requestedAt() {
        return requestedAt;
    }

    /** The revision of the commit that asked for it. Of two interventions, the later has the higher one. */
    public long revision() {
        return revision;
    }

    @Override
    public String toString() {
        return "intervention " + id + " (" + kind + " job " + jobId + ")";
    }
}
