package spiderpig.http;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import spiderpig.core.InterventionKind;
import spiderpig.core.Job;
import spiderpig.core.JobStatus;
import spiderpig.core.ParameterValue;
import spiderpig.core.Progress;
import spiderpig.logstore.Masker;

/**
 * A job in the API.
 *
 * @param interaction the number of the pending question
 * @param stopSignal the furthest step of stopping it that was asked for
 * @param nextSignal what the next cancel would send; null once it is complete
 */
record JobView(
        long id,
        String command,
        Map<String, Object> parameters,
        String description,
        String owner,
        String status,
        @Nullable Boolean success,
        List<String> errors,
        @Nullable Integer exitStatus,
        @Nullable String cancelledBy,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String activity,
        @Nullable ProgressView progress,
        @Nullable Integer interaction,
        @Nullable String stopSignal,
        @Nullable String nextSignal,
        boolean pinned) {

    /** How far the current part of a job has come. */
    record ProgressView(
            String name,
            @Nullable Long total,
            long done,
            long failed,
            @Nullable Integer percent) {
        static ProgressView of(Progress progress, Masker masker) {
            return new ProgressView(
                    masker.mask(progress.name()),
                    progress.total(),
                    progress.done(),
                    progress.failed(),
                    progress.percent());
        }
    }

    static JobView of(Job job, Masker masker) {
        return new JobView(
                job.id(),
                job.command(),
                parameters(job, masker),
                masker.mask(job.description()),
                job.owner(),
                job.status().text(),
                job.success().orElse(null),
                job.errors().stream().map(masker::mask).toList(),
                orNull(job.exitStatus()),
                job.cancelledBy().orElse(null),
                job.createdAt(),
                job.startedAt().orElse(null),
                job.finishedAt().orElse(null),
                job.activity().map(masker::mask).orElse(null),
                job.progress()
                        .map(progress -> ProgressView.of(progress, masker))
                        .orElse(null),
                orNull(job.pendingInteraction()),
                job.stopStep().flatMap(InterventionKind::signal).orElse(null),
                nextSignal(job),
                job.pinned());
    }

    private static Map<String, Object> parameters(Job job, Masker masker) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        job.parameters().forEach((name, value) -> parameters.put(name, masked(value, masker)));
        return parameters;
    }

    private static Object masked(ParameterValue value, Masker masker) {
        List<String> values = value.values().stream().map(masker::mask).toList();
        return value.list() ? values : values.get(0);
    }

    private static @Nullable String nextSignal(Job job) {
        if (job.status() == JobStatus.COMPLETE) {
            return null;
        }
        return job.stopStep()
                .map(InterventionKind::next)
                .orElse(InterventionKind.INTERRUPT)
                .signal()
                .orElse(null);
    }

    private static @Nullable Integer orNull(OptionalInt number) {
        return number.isPresent() ? number.getAsInt() : null;
    }
}
