package spiderpig.runner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel tells about a process in {@code /proc/PID/stat}.
 *
 * @param pid the process id
 * @param name the name of its program, at most 15 bytes of it
 * @param state a letter: {@code R} running, {@code S} asleep, {@code Z} a zombie, and so on
 * @param group the process group
 * @param session the session
 * @param startTicks when it started, in clock ticks after the boot
 */
record ProcessStatus(long pid, String name, char state, long group, long session, long startTicks) {
    private static final Path PROC = Path.of("/proc");

    /** The process with this number; empty if there is none. */
    static Optional<ProcessStatus> of(long pid) {
        try {
            return Optional.of(parse(
                    pid,
                    Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            return Optional.empty(); // it ended
        }
    }

    /** All processes that can be seen, one after the other: it may hold one that has ended, and lack one that has begun. */
    static List<ProcessStatus> all() throws IOException {
        List<ProcessStatus> all = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
            for (Path process : processes) {
                of(Long.parseLong(process.getFileName().toString())).ifPresent(all::add);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return all;
    }

    private static ProcessStatus parse(long pid, String stat) {
        // "pid (name) state ppid pgrp session …": the name may hold anything, a parenthesis too.
        int end = stat.lastIndexOf(')');
        String[] fields = stat.substring(end + 2).split(" ", -1);
        return new ProcessStatus(
                pid,
                stat.substring(stat.indexOf('(') + 1, end),
                fields[0].charAt(0),
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[19]));
    }

    boolean isDead() {
        return state == 'Z' || state == 'X';
    }

    /** Whether it waits for something, and would wake up for a signal. */
    boolean sleeps() {
        return state == 'S';
    }

    /** For a person. */
    String description() {
        return name + " (" + pid + ")";
    }
}
