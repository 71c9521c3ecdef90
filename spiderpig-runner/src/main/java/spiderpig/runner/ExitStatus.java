package spiderpig.runner;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a job's first process ended, as its wrapper's shell saw it.
 *
 * @param status the shell's {@code $?}: the exit status, or 128 + n if signal n killed it. A program that itself exits with
 *     128 + n, as shells do for a child that was killed, can't be told from one that was killed
 * @param outputSize the size of {@code output} in bytes when all of it was written
 */
record ExitStatus(int status, long outputSize) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,3}) ([0-9]{1,18})\\s*");

    /** Those by which programs are killed; the numbers are the same on all of Linux's common machines. */
    private static final Map<Integer, String> SIGNALS = Map.ofEntries(
            Map.entry(1, "SIGHUP"),
            Map.entry(2, "SIGINT"),
            Map.entry(3, "SIGQUIT"),
            Map.entry(4, "SIGILL"),
            Map.entry(5, "SIGTRAP"),
            Map.entry(6, "SIGABRT"),
            Map.entry(7, "SIGBUS"),
            Map.entry(8, "SIGFPE"),
            Map.entry(9, "SIGKILL"),
            Map.entry(10, "SIGUSR1"),
            Map.entry(11, "SIGSEGV"),
            Map.entry(12, "SIGUSR2"),
            Map.entry(13, "SIGPIPE"),
            Map.entry(14, "SIGALRM"),
            Map.entry(15, "SIGTERM"),
            Map.entry(24, "SIGXCPU"),
            Map.entry(25, "SIGXFSZ"),
            Map.entry(31, "SIGSYS"));

    /** Reads the wrapper's {@code exit} file; empty if it is damaged, as after a power cut. */
    static Optional<ExitStatus> parse(String file) {
        Matcher matcher = FORM.matcher(file);
        return matcher.matches()
                ? Optional.of(new ExitStatus(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    boolean success() {
        return status == 0;
    }

    /** For a person: "exited with status 3", "exited with status 137, as when killed by SIGKILL". */
    String description() {
        String signal = SIGNALS.get(status - 128);
        return "exited with status " + status + (signal == null ? "" : ", as when killed by " + signal);
    }
}
