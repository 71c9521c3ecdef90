package spiderpig.core;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Finds parts of the history of jobs, within a transaction. */
final class JobSearch {
    private static final String LIKE_ESCAPE = "!";
    private static final String LIKE_TEXT = "LIKE :text ESCAPE '" + LIKE_ESCAPE + "'";

    private JobSearch() {}

    /** Newest first. */
    static JobPage page(EntityManager entities, JobQuery query) {
        StringBuilder where = new StringBuilder();
        if (query.before() != null) {
            where.append(" AND j.id < :before");
        }
        if (query.status() != null) {
            where.append(" AND j.status = :status");
        }
        if (query.text() != null) {
            where.append(" AND (LOWER(j.description) " + LIKE_TEXT + " OR LOWER(j.owner) " + LIKE_TEXT + ")");
        }
        TypedQuery<Job> select = entities.createQuery(
                        "SELECT j FROM Job j WHERE 1 = 1" + where + " ORDER BY j.id DESC", Job.class)
                // One more than asked for tells whether there is more.
                .setMaxResults(query.limit() + 1);
        if (query.before() != null) {
            select.setParameter("before", query.before());
        }
        if (query.status() != null) {
            select.setParameter("status", query.status());
        }
        if (query.text() != null) {
            select.setParameter("text", "%" + escape(query.text().toLowerCase(Locale.ROOT)) + "%");
        }
        List<Job> found = select.getResultList();
        if (found.size() <= query.limit()) {
            return new JobPage(found, OptionalLong.empty());
        }
        List<Job> page = found.subList(0, query.limit());
        return new JobPage(page, OptionalLong.of(page.get(page.size() - 1).id()));
    }

    private static String escape(String text) {
        return text.replace(LIKE_ESCAPE, LIKE_ESCAPE + LIKE_ESCAPE)
                .replace("%", LIKE_ESCAPE + "%")
                .replace("_", LIKE_ESCAPE + "_");
    }

    /** The complete jobs that finished before an instant or are not among the newest {@code keep}, oldest first. */
    static List<Job> pastTheirTime(EntityManager entities, Instant before, int keep, boolean pinned) {
        List<Long> beyond = entities.createQuery("SELECT j.id FROM Job j ORDER BY j.id DESC", Long.class)
                .setFirstResult(keep)
                .setMaxResults(1)
                .getResultList();
        return entities.createQuery(
                        "SELECT j FROM Job j WHERE j.status = :complete AND j.pinned = :pinned"
                                + " AND (j.finishedAt < :before OR j.id <= :beyond) ORDER BY j.id",
                        Job.class)
                .setParameter("complete", JobStatus.COMPLETE)
                .setParameter("pinned", pinned)
                .setParameter("before", before)
                .setParameter("beyond", beyond.isEmpty() ? 0L : beyond.get(0))
                .getResultList();
    }
}
