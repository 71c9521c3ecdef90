package spiderpig.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The processes of one job: its wrapper with the helpers, its leader with everything in the leader's process group, and what
 * has left that.
 *
 * <p>For one thread.
 */
final class JobProcesses {
    private static final long KILL_SECONDS = 10;

    private final JobDirectory directory;
    private final IoKey key;
    private @Nullable ProcessIdentity leader;
    private @Nullable ProcessIdentity wrapper;

    JobProcesses(JobDirectory directory, IoKey key) {
        this.directory = directory;
        this.key = key;
    }

    /** Whether the job's first process runs. */
    boolean leaderIsAlive() {
        return directory.leader().filter(ProcessIdentity::isAlive).isPresent();
    }

    /** Whether there is somebody who will write down how the job ended. */
    boolean wrapperIsAlive() {
        return directory.wrapper().filter(ProcessIdentity::isAlive).isPresent();
    }

    /** Whether there may still come output that the job has already printed. */
    boolean copierIsAlive() {
        return directory.copier().filter(ProcessIdentity::isAlive).isPresent();
    }

    /** Whether what writes the output down has begun, and is no more. */
    boolean copierWasKilled() {
        return directory.copier().filter(copier -> !copier.isAlive()).isPresent();
    }

    /** Whether the job still runs, but what feeds its input does so no more: its input has ended. */
    boolean feederWasKilled() {
        // The feeder first: it is ended when the job is over.
        return directory.feeder().filter(feeder -> !feeder.isAlive()).isPresent() && leaderIsAlive();
    }

    /**
     * Sends a signal to the job's process group.
     *
     * @param signal the name, "SIGINT" for one
     * @return whether there was a leader to be signalled
     */
    boolean signal(String signal) throws IOException {
        Optional<ProcessIdentity> leader = directory.leader().filter(ProcessIdentity::isAlive);
        if (leader.isEmpty()) {
            return false;
        }
        long group = -leader.get().pid();
        kill(signal.substring("SIG".length()), group);
        if (signal.equals("SIGTERM")) {
            kill("CONT", group); // a process that was stopped takes no notice of it before
        }
        return true;
    }

    /**
     * Ends the job's standard input. What was written for it before is still read.
     *
     * @return whether it has ended; false if the job is only just being started
     */
    boolean endInput() throws IOException {
        Optional<ProcessIdentity> feeder = directory.feeder();
        kill(feeder);
        return feeder.isPresent() || !Files.exists(directory.answers());
    }

    /** Ends what a wrapper that was killed has left running for the job. */
    static void endHelpers(JobDirectory directory) throws IOException {
        kill(directory.feeder());
        kill(directory.copier());
    }

    private static void kill(Optional<ProcessIdentity> process) throws IOException {
        if (process.isPresent() && process.get().isAlive()) {
            kill("KILL", process.get().pid());
        }
    }

    private static void kill(String signal, long target) throws IOException {
        // The shell's own: not every host has a kill program. "--", because a group is a negative number; busybox takes
        // the
        // group but complains about it, so the status says nothing.
        Process kill = new ProcessBuilder(
                        "/bin/sh", "-c", "kill -s \"$1\" -- \"$2\"", "kill", signal, Long.toString(target))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!kill.waitFor(KILL_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("no end of \"kill -s " + signal + " " + target + "\"");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What of the job still runs, as a sentence; empty if nothing does. */
    Optional<String> describeSurvivors() throws IOException {
        List<ProcessStatus> survivors = survivors();
        return survivors.isEmpty()
                ? Optional.empty()
                : Optional.of(survivors.stream()
                        .map(ProcessStatus::description)
                        .collect(Collectors.joining(", ", "Still running: ", "")));
    }

    /** What of the job still runs: in its session, its process group, or elsewhere but with the job's key in its environment. */
    private List<ProcessStatus> survivors() throws IOException {
        remember();
        ProcessIdentity first = leader;
        return ProcessStatus.all().stream()
                .filter(process -> !process.isDead() && (wrapper == null || process.session() != wrapper.pid()))
                .filter(process -> (first != null && belongsTo(first, process)) || hasKey(process.pid()))
                .toList();
    }

    private static boolean belongsTo(ProcessIdentity leader, ProcessStatus process) {
        // What began earlier is another one's that has got an old number.
        return process.startTicks() >= leader.startTicks()
                && (process.session() == leader.pid() || process.group() == leader.pid());
    }

    /** Takes down who they are, for when the directory is gone. */
    void remember() {
        leader = directory.leader().orElse(leader);
        wrapper = directory.wrapper().orElse(wrapper);
    }

    private boolean hasKey(long pid) {
        try {
            byte[] environment = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
            return key.find(environment, 0, environment.length) >= 0;
        } catch (IOException e) {
            return false; // it ended, or belongs to somebody else
        }
    }
}
