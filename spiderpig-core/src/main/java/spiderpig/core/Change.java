package spiderpig.core;

/**
 * Word that something was committed.
 *
 * @param revision the revision of the commit
 * @param job the job that was changed, or whose interactions or interventions were
 */
public record Change(long revision, long job) {}
