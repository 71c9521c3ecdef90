package spiderpig.core;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Creates, lists and stops jobs, and records what becomes of them. What a person asks for ({@link #create}, {@link #stop},
 * {@link #closeInput}) is a row; whoever runs the jobs is woken by {@link ChangeSignal}, looks, and reports back by {@link #start},
 * {@link #activity}, {@link #progress} and {@link #finish}.
 *
 * <p>Safe for any number of threads and processes.
 */
public final class Jobs {
    private final Transactions transactions;
    private final Commands commands;

    Jobs(Transactions transactions, Commands commands) {
        this.transactions = transactions;
        this.commands = commands;
    }

    // ---- what people do ------------------------------------------------------------------------------------------

    /**
     * Queues a job.
     *
     * @param owner the user who starts it
     * @throws UnknownCommandException if there is no such command
     * @throws InvalidParametersException if the parameters don't fit the command
     * @throws JobExcludedException if a job runs that must not run at the same time
     */
    public Job create(String command, Map<String, ParameterValue> parameters, String owner) {
        Command found = commands.get(command);
        Map<String, ParameterValue> valid = found.validate(parameters);
        return transactions.write(transaction -> {
            EntityManager entities = transaction.entities();
            excluding(entities, found).ifPresent(running -> {
                throw new JobExcludedException(found, running);
            });
            Job job = new Job(found, valid, owner, transaction.now());
            entities.persist(job);
            entities.flush(); // gives it its id
            job.revision(transaction.change(job.id()));
            return job;
        });
    }

    private static Optional<Job> excluding(EntityManager entities, Command command) {
        if (command.exclusive() == null) {
            return Optional.empty();
        }
        return entities.createQuery(
                        "SELECT j FROM Job j WHERE j.status <> :complete AND j.exclusive = :exclusive ORDER BY j.id",
                        Job.class)
                .setParameter("complete", JobStatus.COMPLETE)
                .setParameter("exclusive", command.exclusive())
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
    }

    /**
     * Asks for a job to be stopped: by SIGINT at first; asked again, by the next harder signal. A job that is still queued is
     * complete at once.
     *
     * @param by the user who asks
     * @param wanted the step that the caller has in mind; if it, or a harder one, was asked for already, nothing more is
     *     done, so that two people who press one button at once send one signal. Null for whichever is next
     * @return the last step that was asked for, by this call or before
     * @throws JobNotFoundException if there is no such job
     * @throws JobCompleteException if it is over
     */
    public InterventionKind stop(long id, String by, @Nullable InterventionKind wanted) {
        return transactions.write(transaction -> {
            Job job = transaction.get(id);
            Optional<InterventionKind> last = unfinished(job).stopStep();
            if (wanted != null && last.isPresent() && last.get().compareTo(wanted) >= 0) {
                return last.get();
            }
            InterventionKind step = last.map(InterventionKind::next).orElse(InterventionKind.INTERRUPT);
            job.cancelledBy(by);
            if (job.status() == JobStatus.QUEUED) {
                job.stopping(step);
                finish(transaction, id, Outcome.failed(null, "cancelled by " + by + " before it started"));
            } else {
                intervene(transaction, job, step, by, null);
            }
            return step;
        });
    }

    /**
     * Asks for the end of a job's standard input.
     *
     * @throws JobNotFoundException if there is no such job
     * @throws JobCompleteException if it is over
     * @throws JobNotStartedException if it is still queued
     */
    public Intervention closeInput(long id, String by) {
        return transactions.write(transaction -> {
            Job job = unfinished(transaction.get(id));
            if (job.status() == JobStatus.QUEUED) {
                throw new JobNotStartedException(job);
            }
            return intervene(transaction, job, InterventionKind.CLOSE_INPUT, by, null);
        });
    }

    /**
     * Keeps a job when older ones are forgotten, or no longer.
     *
     * @throws JobNotFoundException if there is no such job
     */
    public Job pin(long id, boolean pinned) {
        return transactions.write(transaction -> {
            Job job = transaction.changing(id);
            job.pin(pinned);
            return job;
        });
    }

    // ---- what everybody sees -------------------------------------------------------------------------------------

    /**
     * The job of that id.
     *
     * @throws JobNotFoundException if there is none
     */
    public Job get(long id) {
        return find(id).orElseThrow(() -> new JobNotFoundException(id));
    }

    /** The job of that id, if there is one. */
    public Optional<Job> find(long id) {
        return transactions.read(entities -> Optional.ofNullable(entities.find(Job.class, id)));
    }

    /** Every job that is not complete, and the last job, newest first. */
    public List<Job> current() {
        return transactions.read(entities -> entities.createQuery(
                        "SELECT j FROM Job j WHERE j.status <> :complete OR j.id = (SELECT MAX(l.id) FROM Job l) ORDER BY j.id DESC",
                        Job.class)
                .setParameter("complete", JobStatus.COMPLETE)
                .getResultList());
    }

    /** Every job that is not complete, oldest first. */
    public List<Job> unfinished() {
        return transactions.read(entities -> entities.createQuery(
                        "SELECT j FROM Job j WHERE j.status <> :complete ORDER BY j.id", Job.class)
                .setParameter("complete", JobStatus.COMPLETE)
                .getResultList());
    }

    /** A part of the history, newest first. */
    public JobPage list(JobQuery query) {
        return transactions.read(entities -> JobSearch.page(entities, query));
    }

    /**
     * The revision of the last commit, of this process or another. What is read afterwards shows that commit and all before
     * it, and perhaps later ones.
     */
    public long revision() {
        return transactions.read(
                entities -> entities.find(Revision.class, Revision.ID).value());
    }

    /** The jobs changed by commits after {@code revision}, in the order of their last change; at most {@code limit}. */
    public List<Job> changedSince(long revision, int limit) {
        return transactions.read(entities -> entities.createQuery(
                        "SELECT j FROM Job j WHERE j.revision > :revision ORDER BY j.revision", Job.class)
                .setParameter("revision", revision)
                .setMaxResults(limit)
                .getResultList());
    }

    /** What was asked to be done to a job by commits after {@code revision}, in their order. */
    public List<Intervention> interventionsSince(long id, long revision) {
        return transactions.read(entities -> entities.createQuery(
                        "SELECT i FROM Intervention i WHERE i.jobId = :job AND i.revision > :revision ORDER BY i.revision, i.id",
                        Intervention.class)
                .setParameter("job", id)
                .setParameter("revision", revision)
                .getResultList());
    }

    // ---- what the runner reports ---------------------------------------------------------------------------------

    /**
     * A queued job is about to run.
     *
     * @return whether it still was queued; if not, it must not be run: it was stopped, or somebody else runs it
     */
    public boolean start(long id) {
        return transactions.write(transaction -> {
            if (transaction.get(id).status() != JobStatus.QUEUED) {
                return false;
            }
            transaction.changing(id).start(transaction.now());
            return true;
        });
    }

    /** What a running job is doing now; null clears it, and each one clears the progress. A job that is complete stays as it is. */
    public void activity(long id, @Nullable String text) {
        transactions.run(transaction -> {
            if (transaction.get(id).status() == JobStatus.IN_PROGRESS) {
                transaction.changing(id).activity(text);
            }
        });
    }

    /** How far a running job has come; null for unknown. A job that is complete stays as it is. */
    public void progress(long id, @Nullable Progress progress) {
        transactions.run(transaction -> {
            if (transaction.get(id).status() == JobStatus.IN_PROGRESS) {
                transaction.changing(id).progress(progress);
            }
        });
    }

    /**
     * Takes the next step of stopping a job because the last one did not help in time, unless somebody took it already.
     *
     * @param last the step that did not help
     * @param reason why, for the log
     * @return the step that was taken; empty if it was taken already or the job is over
     */
    public Optional<Intervention> escalate(long id, InterventionKind last, String reason) {
        return transactions.write(transaction -> {
            Job job = transaction.get(id);
            if (job.status() != JobStatus.IN_PROGRESS
                    || job.stopStep().filter(last::equals).isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(intervene(transaction, job, last.next(), null, reason));
        });
    }

    /**
     * Begins to stop a job that nobody asked to stop: its time is over.
     *
     * @return the first step; empty if the job is being stopped already, or is over
     */
    public Optional<Intervention> expire(long id, String reason) {
        return transactions.write(transaction -> {
            Job job = transaction.get(id);
            if (job.status() != JobStatus.IN_PROGRESS || job.stopStep().isPresent()) {
                return Optional.empty();
            }
            return Optional.of(intervene(transaction, job, InterventionKind.INTERRUPT, null, reason));
        });
    }

    /** The standard input of a running job has ended though nobody asked for it. A job that is complete stays as it is. */
    public void inputEnded(long id, String reason) {
        transactions.run(transaction -> {
            Job job = transaction.get(id);
            if (job.status() == JobStatus.IN_PROGRESS) {
                intervene(transaction, job, InterventionKind.CLOSE_INPUT, null, reason);
            }
        });
    }

    /**
     * A job is over: its open question is withdrawn and its secrets are forgotten with it.
     *
     * @return whether this call finished it; false if it was complete already
     */
    public boolean finish(long id, Outcome outcome) {
        return transactions.write(transaction -> {
            if (transaction.get(id).status() == JobStatus.COMPLETE) {
                return false;
            }
            finish(transaction, id, outcome);
            return true;
        });
    }

    // ---- keeping and forgetting ----------------------------------------------------------------------------------

    /**
     * The jobs that may be forgotten, oldest first: complete, not pinned, and either finished before {@code before} or not
     * among the newest {@code keep}.
     */
    public List<Job> forgettable(Instant before, int keep) {
        return transactions.read(entities -> JobSearch.pastTheirTime(entities, before, keep, false));
    }

    /** The jobs that would be among the {@link #forgettable} if they were not pinned, oldest first. */
    public List<Job> keptByPin(Instant before, int keep) {
        return transactions.read(entities -> JobSearch.pastTheirTime(entities, before, keep, true));
    }

    /** Forgets a job with its questions, if it is complete and not pinned; returns whether it did. */
    public boolean delete(long id) {
        return transactions.write(transaction -> {
            EntityManager entities = transaction.entities();
            Job job = entities.find(Job.class, id);
            if (job == null || job.status() != JobStatus.COMPLETE || job.pinned()) {
                return false;
            }
            transaction.change(id);
            for (String entity : List.of("Interaction", "Intervention")) {
                entities.createQuery("DELETE FROM " + entity + " e WHERE e.jobId = :job")
                        .setParameter("job", id)
                        .executeUpdate();
            }
            entities.remove(job);
            return true;
        });
    }

    private static Job unfinished(Job job) {
        if (job.status() == JobStatus.COMPLETE) {
            throw new JobCompleteException(job);
        }
        return job;
    }

    private static Intervention intervene(
            WriteTransaction transaction,
            Job job,
            InterventionKind kind,
            @Nullable String by,
            @Nullable String reason) {
        long revision = transaction.change(job.id());
        job.revision(revision);
        if (kind != InterventionKind.CLOSE_INPUT) {
            job.stopping(kind);
        }
        Intervention intervention = new Intervention(job.id(), kind, by, reason, transaction.now(), revision);
        transaction.entities().persist(intervention);
        return intervention;
    }

    private static void finish(WriteTransaction transaction, long id, Outcome outcome) {
        transaction.changing(id).finish(outcome, transaction.now());
        for (Interaction interaction : Interactions.ofJob(transaction.entities(), id)) {
            if (interaction.state().mayBecome(InteractionState.WITHDRAWN)) {
                interaction.withdraw(transaction.change(id));
            }
            interaction.forgetSecret();
        }
    }
}
