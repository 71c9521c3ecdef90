package spiderpig.core;

import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;

/**
 * Asks questions of people and takes their answers. Of any number of simultaneous answers to one question, from any
 * threads and processes, exactly one is accepted, and everyone else is told which.
 *
 * <p>Safe for any number of threads and processes.
 */
public final class Interactions {
    private final Transactions transactions;

    Interactions(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Puts a question before people. The same question of the same job (by its offset and {@link Question#repetition()}) is found
     * again,
     * whatever became of it. A newer question withdraws an older one that is still unanswered: the command has moved on.
     *
     * @throws JobNotFoundException if there is no such job
     * @throws JobCompleteException if it is over
     */
    public Interaction register(long jobId, Question question) {
        return transactions.write(transaction -> {
            EntityManager entities = transaction.entities();
            Optional<Interaction> known = find(entities, jobId, question);
            if (known.isPresent()) {
                return known.get();
            }
            Job job = transaction.get(jobId);
            if (job.status() == JobStatus.COMPLETE) {
                throw new JobCompleteException(job);
            }
            long revision = transaction.change(jobId);
            Optional<Interaction> last = last(entities, jobId, "i.number > 0");
            // Only the last one can be pending, as each has withdrawn the one before.
            last.filter(earlier -> earlier.state() == InteractionState.PENDING).ifPresent(earlier -> {
                earlier.withdraw(revision);
                entities.flush(); // it is gone before the new one comes: the schema allows one at a time
            });
            int number = last.map(Interaction::number).orElse(0) + 1;
            Interaction interaction = new Interaction(jobId, number, question, transaction.now(), revision);
            entities.persist(interaction);
            job.pending(number);
            job.revision(revision);
            return interaction;
        });
    }

    /**
     * Answers a question.
     *
     * @param by the user who answers
     * @return the question with this answer
     * @throws JobNotFoundException if there is no such job
     * @throws InteractionNotFoundException if the job has asked no such question
     * @throws AlreadyAnsweredException if somebody was faster
     * @throws InteractionWithdrawnException if it is no longer asked
     * @throws InvalidResponseException if the response is no choice, or no single line
     */
    public Interaction respond(long jobId, int number, String response, String by) {
        return transactions.write(transaction -> {
            EntityManager entities = transaction.entities();
            Job job = transaction.get(jobId);
            Interaction interaction = get(entities, jobId, number);
            refuseUnlessPending(interaction);
            interaction.check(response).ifPresent(problem -> {
                throw new InvalidResponseException(interaction, problem);
            });
            long revision = transaction.change(jobId);
            // One conditional write decides. The lock that the transaction holds on SQLite makes sure of it twice; on a
            // database with finer locks this alone does.
            int won = entities.createQuery("UPDATE Interaction i SET i.state = :answered, i.response = :response,"
                            + " i.respondedBy = :by, i.respondedAt = :now, i.respondedRevision = :revision,"
                            + " i.revision = :revision WHERE i.id = :id AND i.state = :pending")
                    .setParameter("answered", InteractionState.ANSWERED)
                    .setParameter("response", response)
                    .setParameter("by", by)
                    .setParameter("now", transaction.now())
                    .setParameter("revision", revision)
                    .setParameter("id", interaction.id())
                    .setParameter("pending", InteractionState.PENDING)
                    .executeUpdate();
            entities.refresh(interaction);
            if (won == 0) {
                refuseUnlessPending(interaction);
                throw new IllegalStateException(interaction + " was neither answered nor left pending");
            }
            job.pending(null);
            job.revision(revision);
            return interaction;
        });
    }

    /**
     * Takes a question back: the command went on without its answer. An answer that has not been delivered goes with it.
     *
     * @return whether it was there to be taken back; false if its answer was delivered, or it was withdrawn before
     * @throws InteractionNotFoundException if the job has asked no such question
     */
    public boolean withdraw(long jobId, int number) {
        return transactions.write(transaction -> {
            Interaction interaction = get(transaction.entities(), jobId, number);
            if (!interaction.state().mayBecome(InteractionState.WITHDRAWN)) {
                return false;
            }
            interaction.withdraw(transaction.change(jobId));
            Job job = transaction.changing(jobId);
            if (job.pendingInteraction().orElse(0) == number) {
                job.pending(null);
            }
            return true;
        });
    }

    /** The question that a job waits with, if it does. */
    public Optional<Interaction> pending(long jobId) {
        return transactions.read(entities -> entities.createQuery(
                        "SELECT i FROM Interaction i WHERE i.jobId = :job AND i.state = :pending", Interaction.class)
                .setParameter("job", jobId)
                .setParameter("pending", InteractionState.PENDING)
                .getResultStream()
                .findFirst());
    }

    /**
     * A question, whatever became of it.
     *
     * @throws InteractionNotFoundException if the job has asked no such question
     */
    public Interaction get(long jobId, int number) {
        return transactions.read(entities -> get(entities, jobId, number));
    }

    /** All that a job has asked, in order. */
    public List<Interaction> ofJob(long jobId) {
        return transactions.read(entities -> ofJob(entities, jobId));
    }

    /** The questions changed by commits after {@code revision}, in the order of their last change; at most {@code limit}. */
    public List<Interaction> changedSince(long revision, int limit) {
        return transactions.read(entities -> entities.createQuery(
                        "SELECT i FROM Interaction i WHERE i.revision > :revision ORDER BY i.revision, i.id",
                        Interaction.class)
                .setParameter("revision", revision)
                .setMaxResults(limit)
                .getResultList());
    }

    // ---- what the runner needs -----------------------------------------------------------------------------------

    /** The questions of a job that were answered by commits after {@code revision}, in their order, withdrawn ones included. */
    public List<Interaction> answeredSince(long jobId, long revision) {
        return transactions.read(entities -> entities.createQuery(
                        "SELECT i FROM Interaction i WHERE i.jobId = :job AND i.respondedRevision > :revision"
                                + " ORDER BY i.respondedRevision",
                        Interaction.class)
                .setParameter("job", jobId)
                .setParameter("revision", revision)
                .getResultList());
    }

    /**
     * Settles where in the job's answers file an answer stands: behind all earlier ones. From then on it counts as
     * delivered, and writing it there is to be repeated until it is done ({@link #deliveries}).
     *
     * @return the delivery, the same at each call; empty if the question is not answered or was withdrawn
     * @throws IllegalStateException if the answer to a later question is delivered
     * @throws InteractionNotFoundException if the job has asked no such question
     */
    public Optional<Delivery> deliver(long jobId, int number) {
        return transactions.write(transaction -> {
            Interaction interaction = get(transaction.entities(), jobId, number);
            if (interaction.state() == InteractionState.ANSWERED) {
                Optional<Delivery> last = last(transaction.entities(), jobId, "i.deliveryOffset IS NOT NULL")
                        .flatMap(Interaction::delivery);
                if (last.isPresent() && last.get().interaction() > number) {
                    throw new IllegalStateException(
                            "The answer to interaction %d of job %d is delivered already, so that to %d comes too late"
                                    .formatted(last.get().interaction(), jobId, number));
                }
                interaction.deliver(last.map(Delivery::end).orElse(0L), transaction.change(jobId));
            }
            return interaction.delivery();
        });
    }

    /** All answers of an unfinished job that count as delivered, in the order of the answers file, without gaps from offset 0. */
    public List<Delivery> deliveries(long jobId) {
        return ofJob(jobId).stream()
                .flatMap(interaction -> interaction.delivery().stream())
                .toList();
    }

    /** The secrets that were answered to an unfinished job, to be recognised should it print them. */
    public List<String> secrets(long jobId) {
        return transactions.read(entities -> entities.createQuery(
                        "SELECT i FROM Interaction i WHERE i.jobId = :job AND i.type = :secret ORDER BY i.number",
                        Interaction.class)
                .setParameter("job", jobId)
                .setParameter("secret", InteractionType.SECRET)
                .getResultStream()
                .flatMap(interaction -> interaction.secret().stream())
                .toList());
    }

    static List<Interaction> ofJob(EntityManager entities, long jobId) {
        return entities.createQuery(
                        "SELECT i FROM Interaction i WHERE i.jobId = :job ORDER BY i.number", Interaction.class)
                .setParameter("job", jobId)
                .getResultList();
    }

    /** The interaction that was registered for a question. */
    private static Optional<Interaction> find(EntityManager entities, long jobId, Question question) {
        return entities.createQuery(
                        "SELECT i FROM Interaction i WHERE i.jobId = :job AND i.sourceOffset = :offset"
                                + " AND i.repetition = :repetition",
                        Interaction.class)
                .setParameter("job", jobId)
                .setParameter("offset", question.sourceOffset())
                .setParameter("repetition", question.repetition())
                .getResultStream()
                .findFirst();
    }

    /** The last interaction of a job of those that meet a condition. Quick, though a job may have asked thousands of times. */
    private static Optional<Interaction> last(EntityManager entities, long jobId, String condition) {
        return entities.createQuery(
                        "SELECT i FROM Interaction i WHERE i.jobId = :job AND " + condition + " ORDER BY i.number DESC",
                        Interaction.class)
                .setParameter("job", jobId)
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
    }

    private static Interaction get(EntityManager entities, long jobId, int number) {
        return entities.createQuery(
                        "SELECT i FROM Interaction i WHERE i.jobId = :job AND i.number = :number", Interaction.class)
                .setParameter("job", jobId)
                .setParameter("number", number)
                .getResultStream()
                .findFirst()
                .orElseThrow(() -> new InteractionNotFoundException(jobId, number));
    }

    private static void refuseUnlessPending(Interaction interaction) {
        switch (interaction.state()) {
            case PENDING -> {}
            case ANSWERED, DELIVERED ->
                throw new AlreadyAnsweredException(
                        interaction, interaction.answer().orElseThrow());
            case WITHDRAWN -> throw new InteractionWithdrawnException(interaction.jobId(), interaction.number());
        }
    }
}
