package spiderpig.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who listens on a TCP port of this host, as far as Linux tells this user: the sockets stand in {@code /proc/net/tcp} and
 * {@code tcp6}, and which process holds one in its {@code /proc/PID/fd}, which only that process's user may read.
 */
final class PortOwner {
    private static final String LISTENING = "0A";

    private static final int SHOWN_LENGTH = 60;

    private PortOwner() {}

    /** The process, as a person knows it: "process 4711 (python3 -m http.server)". */
    static Optional<String> find(int port) {
        Set<String> sockets = Stream.of("tcp", "tcp6")
                .flatMap(table -> listeners(Path.of("/proc/net", table), port))
                .collect(Collectors.toSet());
        return list(Path.of("/proc"))
                .filter(process -> process.getFileName().toString().matches("[0-9]+"))
                .filter(process -> list(process.resolve("fd")).anyMatch(descriptor -> isOneOf(sockets, descriptor)))
                .findFirst()
                .map(process -> "process " + process.getFileName() + " (" + commandLine(process) + ")");
    }

    /** The sockets that listen on the port, as the links in {@code fd} name them. */
    private static Stream<String> listeners(Path table, int port) {
        try {
            // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode …, after a line of titles
            return Files.readAllLines(table).stream()
                    .map(line -> line.strip().split("\\s+", -1))
                    .filter(fields -> fields.length > 9
                            && fields[3].equals(LISTENING)
                            && fields[1].endsWith(":%04X".formatted(port)))
                    .map(fields -> "socket:[" + fields[9] + "]");
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static Stream<Path> list(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList().stream();
        } catch (IOException | java.io.UncheckedIOException e) {
            return Stream.empty(); // another user's, or gone by now
        }
    }

    private static boolean isOneOf(Set<String> sockets, Path descriptor) {
        try {
            return sockets.contains(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException e) {
            return false;
        }
    }

    private static String commandLine(Path process) {
        try {
            String line = new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8)
                    .replace('\0', ' ')
                    .strip();
            return line.length() <= SHOWN_LENGTH ? line : line.substring(0, SHOWN_LENGTH) + "…";
        } catch (IOException e) {
            return "just gone";
        }
    }
}
