package spiderpig.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says which process is meant, beyond doubt: numbers are reused, but not with the same start, and starts are counted anew
 * at each boot.
 *
 * @param pid the process id
 * @param startTicks when it started, in clock ticks after the boot
 * @param boot the kernel's name for the boot
 */
record ProcessIdentity(long pid, long startTicks, String boot) {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,9}):([0-9]{1,18}):([0-9a-f-]{36})");

    /** Reads {@code pid:start-ticks:boot-id}; empty if it is anything else. */
    static Optional<ProcessIdentity> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new ProcessIdentity(
                        Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), matcher.group(3)))
                : Optional.empty();
    }

    /** Whether the process runs, or could: it is no zombie. */
    boolean isAlive() {
        return isOfThisBoot()
                && ProcessStatus.of(pid)
                        .filter(status -> status.startTicks() == startTicks && !status.isDead())
                        .isPresent();
    }

    /** Whether the machine has not been started again since. */
    boolean isOfThisBoot() {
        return boot.equals(Boot.ID);
    }

    /** Read once: it can't change while this process lives. */
    private static final class Boot {
        static final String ID = read();

        private static String read() {
            try {
                return Files.readString(Path.of("/proc/sys/kernel/random/boot_id"))
                        .strip();
            } catch (IOException e) {
                throw new UncheckedIOException("Supervising jobs needs Linux with /proc", e);
            }
        }
    }
}
