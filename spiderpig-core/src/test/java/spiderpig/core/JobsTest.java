package spiderpig.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JobsTest {
    @TempDir
    Path directory;

    private Database database;
    private Jobs jobs;

    @BeforeEach
    void open() {
        database = Fixture.open(directory);
        jobs = database.jobs();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void reopen() {
        close();
        open();
    }

    private Job sync(String message) {
        return jobs.create("sync", Map.of("message", ParameterValue.of(message)), "alice");
    }

    @Test
    void aCreatedJobIsQueuedAndSurvivesTheProcess() {
        long id = jobs.create("backport", Fixture.CHANGES, "alice").id();
        reopen();

        Job job = jobs.get(id);

        assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
        assertThat(job.description()).isEqualTo("backport 1234567, 1234568");
        assertThat(job.parameters()).isEqualTo(Fixture.CHANGES);
        assertThat(job.owner()).isEqualTo("alice");
        assertThat(job.createdAt()).isEqualTo(Fixture.NOON);
        assertThat(job.success()).isEmpty();
        assertThat(jobs.unfinished()).extracting(Job::id).containsExactly(id);
    }

    @Test
    void aJobRunsOnceAndEndsOnce() {
        long id = sync("x").id();

        assertThat(jobs.start(id)).isTrue();
        assertThat(jobs.start(id)).isFalse();
        assertThat(jobs.finish(id, Outcome.failed(3, "exited with status 3"))).isTrue();
        assertThat(jobs.finish(id, Outcome.succeeded())).isFalse();

        Job job = jobs.get(id);
        assertThat(job.success()).contains(false);
        assertThat(job.exitStatus()).hasValue(3);
        assertThat(job.errors()).containsExactly("exited with status 3");
    }

    @Test
    void anExclusiveCommandWaitsForTheOther() {
        Job running = jobs.create("backport", Fixture.CHANGES, "alice");

        assertThatThrownBy(() -> jobs.create("backport", Fixture.CHANGES, "bob"))
                .isInstanceOfSatisfying(
                        JobExcludedException.class,
                        e -> assertThat(e.runningJob()).isEqualTo(running.id()))
                .hasMessageContaining("job " + running.id())
                .hasMessageContaining("alice");
        assertThat(sync("not excluded").status()).isEqualTo(JobStatus.QUEUED);

        jobs.start(running.id());
        jobs.finish(running.id(), Outcome.succeeded());
        assertThat(jobs.create("backport", Fixture.CHANGES, "bob").id()).isGreaterThan(running.id());
    }

    @Test
    void wrongParametersAreRefusedFieldByField() {
        assertThatThrownBy(() -> jobs.create(
                        "backport",
                        Map.of("changeIds", ParameterValue.of(List.of("12x", "-1")), "extra", ParameterValue.of("1")),
                        "alice"))
                .isInstanceOfSatisfying(InvalidParametersException.class, e -> {
                    assertThat(e.errors()).containsOnlyKeys("changeIds", "extra");
                    assertThat(e.errors().get("changeIds"))
                            .contains("\"12x\" is no Gerrit change")
                            .contains("\"-1\" begins with");
                });
        assertThatThrownBy(() -> jobs.create("backport", Map.of(), "alice"))
                .isInstanceOf(InvalidParametersException.class)
                .hasMessageContaining("changeIds must be given");
        assertThatThrownBy(() -> jobs.create("rm", Map.of(), "alice"))
                .isInstanceOf(UnknownCommandException.class)
                .hasMessage("There is no command \"rm\"; there are backport, sync");
        assertThat(jobs.unfinished()).isEmpty();
    }

    @Test
    void stoppingGoesFromInterruptToKillAndTellsTheStep() {
        long id = Fixture.running(database).id();

        assertThat(jobs.stop(id, "alice", null)).isEqualTo(InterventionKind.INTERRUPT);
        assertThat(jobs.stop(id, "bob", null)).isEqualTo(InterventionKind.TERMINATE);
        assertThat(jobs.stop(id, "bob", null)).isEqualTo(InterventionKind.KILL);
        assertThat(jobs.stop(id, "bob", null)).isEqualTo(InterventionKind.KILL);

        assertThat(jobs.get(id).cancelledBy()).contains("alice");
        assertThat(jobs.interventionsSince(id, 0))
                .extracting(Intervention::kind)
                .containsExactly(
                        InterventionKind.INTERRUPT,
                        InterventionKind.TERMINATE,
                        InterventionKind.KILL,
                        InterventionKind.KILL);
    }

    @Test
    void twoPeopleWhoPressTheSameButtonSendOneSignal() {
        long id = Fixture.running(database).id();

        assertThat(jobs.stop(id, "alice", InterventionKind.INTERRUPT)).isEqualTo(InterventionKind.INTERRUPT);
        assertThat(jobs.stop(id, "bob", InterventionKind.INTERRUPT)).isEqualTo(InterventionKind.INTERRUPT);

        assertThat(jobs.interventionsSince(id, 0)).hasSize(1);
    }

    @Test
    void aQueuedJobThatIsStoppedIsCompleteAndNeverRuns() {
        long id = sync("x").id();
        jobs.stop(id, "bob", null);

        Job job = jobs.get(id);
        assertThat(job.status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(job.errors()).containsExactly("cancelled by bob before it started");
        assertThat(jobs.start(id)).isFalse();
        assertThatThrownBy(() -> jobs.stop(id, "alice", null))
                .isInstanceOf(JobCompleteException.class)
                .hasMessage("Job %d is complete since 2026-01-01T12:00:00Z", id);
    }

    @Test
    void anEscalationHappensOnceAndNotAfterSomebodyWasFaster() {
        long id = Fixture.running(database).id();
        jobs.stop(id, "alice", null);

        assertThat(jobs.escalate(id, InterventionKind.INTERRUPT, "still running after 10 s"))
                .isPresent();
        assertThat(jobs.escalate(id, InterventionKind.INTERRUPT, "still running after 10 s"))
                .isEmpty();
        assertThat(jobs.get(id).stopStep()).contains(InterventionKind.TERMINATE);
    }

    @Test
    void aTimeOutStopsAJobOnceAndNamesNobody() {
        long id = Fixture.running(database).id();

        assertThat(jobs.expire(id, "ran for 4 h")).isPresent();
        assertThat(jobs.expire(id, "ran for 4 h")).isEmpty();
        assertThat(jobs.get(id).cancelledBy()).isEmpty();
    }

    @Test
    void theHistoryIsReadPageByPageNewestFirst() {
        List<Long> created = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            created.add(0, sync("job " + i).id());
        }
        List<Long> read = new ArrayList<>();
        JobPage page = jobs.list(JobQuery.newest(10));
        while (true) {
            page.jobs().forEach(job -> read.add(job.id()));
            if (page.next().isEmpty()) {
                break;
            }
            page = jobs.list(new JobQuery(10, page.next().getAsLong(), null, null));
        }

        assertThat(read).isEqualTo(created);
    }

    @Test
    void theHistoryIsFilteredByTextLiterallyAndByStatus() {
        sync("100% done");
        sync("100 done");
        long other = sync("a_b").id();
        jobs.start(other);

        assertThat(jobs.list(new JobQuery(10, null, null, "100%")).jobs()).hasSize(1);
        assertThat(jobs.list(new JobQuery(10, null, null, "A_B")).jobs())
                .extracting(Job::id)
                .containsExactly(other);
        assertThat(jobs.list(new JobQuery(10, null, null, "!")).jobs()).isEmpty();
        assertThat(jobs.list(new JobQuery(10, null, JobStatus.IN_PROGRESS, null))
                        .jobs())
                .extracting(Job::id)
                .containsExactly(other);
    }

    @Test
    void currentIsWhatRunsAndTheLast() {
        long running = sync("running").id();
        long done = sync("done").id();
        long last = sync("last").id();
        for (long id : List.of(done, last)) {
            jobs.start(id);
            jobs.finish(id, Outcome.succeeded());
        }

        assertThat(jobs.current()).extracting(Job::id).containsExactly(last, running);
    }

    @Test
    void everyChangeIsFoundSinceARevisionInCommitOrder() {
        long first = sync("first").id();
        long second = sync("second").id();
        long revision = database.changes().revision();
        jobs.start(second);
        jobs.start(first);
        jobs.progress(second, new Progress("sync", 10L, 1L, 4, 0, 40, false));

        assertThat(jobs.changedSince(revision, 10)).extracting(Job::id).containsExactly(first, second);
        assertThat(jobs.get(second).progress().orElseThrow().percent()).isEqualTo(40);
        jobs.activity(second, "syncing");
        assertThat(jobs.get(second).progress()).isEmpty();
        assertThat(jobs.get(second).activity()).contains("syncing");
    }

    @Test
    void aListenerIsToldAfterTheCommitAndFindsIt() {
        List<JobStatus> seen = new ArrayList<>();
        long id = sync("x").id();
        try (Subscription ignored = database.changes()
                .subscribe(change -> seen.add(jobs.get(change.job()).status()))) {
            jobs.start(id);
        }
        jobs.finish(id, Outcome.succeeded());

        assertThat(seen).containsExactly(JobStatus.IN_PROGRESS);
    }

    @Test
    void onlyCompleteUnpinnedJobsAreForgottenAndTheirIdsNeverComeBack() {
        long running = sync("running").id();
        long pinned = sync("pinned").id();
        long old = sync("old").id();
        for (long id : List.of(pinned, old)) {
            jobs.start(id);
            jobs.finish(id, Outcome.succeeded());
        }
        jobs.pin(pinned, true);

        assertThat(jobs.forgettable(Fixture.NOON.plusSeconds(1), 100))
                .extracting(Job::id)
                .containsExactly(old);
        assertThat(jobs.forgettable(Fixture.NOON.minusSeconds(1), 100)).isEmpty();
        assertThat(jobs.forgettable(Fixture.NOON.minusSeconds(1), 0))
                .extracting(Job::id)
                .containsExactly(old);
        assertThat(jobs.delete(running)).isFalse();
        assertThat(jobs.delete(pinned)).isFalse();
        assertThat(jobs.delete(old)).isTrue();
        assertThat(jobs.find(old)).isEmpty();
        reopen();
        assertThat(sync("new").id()).isGreaterThan(old);
    }
}
