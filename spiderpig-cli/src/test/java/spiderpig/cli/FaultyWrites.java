package spiderpig.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Makes some of the writes of a server, and of all that it starts, go wrong: see {@code faulty-writes.c}. Any thread may ask. */
final class FaultyWrites {
    private final Path library;
    private final Path count;

    private FaultyWrites(Path library, Path count) {
        this.library = library;
        this.count = count;
    }

    /** Compiled in a directory; empty if there is no C compiler here, which it says loudly. */
    static Optional<FaultyWrites> compile(Path directory) throws IOException, InterruptedException {
        Path source = directory.resolve("faulty-writes.c");
        try (InputStream code = FaultyWrites.class.getResourceAsStream("faulty-writes.c")) {
            Files.write(source, code.readAllBytes());
        }
        Path library = directory.resolve("faulty-writes.so");
        try {
            Process compiler = new ProcessBuilder(
                            "gcc", "-shared", "-fPIC", "-O2", "-o", library.toString(), source.toString())
                    .inheritIO()
                    .start();
            if (compiler.waitFor() == 0) {
                return Optional.of(new FaultyWrites(library, directory.resolve("faults")));
            }
        } catch (IOException e) {
            System.out.println("NO WRITE IS MADE TO FAIL: there is no gcc here (" + e.getMessage() + ")");
            return Optional.empty();
        }
        throw new IllegalStateException("gcc does not compile " + source);
    }

    /** What the server's environment needs for one in so many writes below {@code data} to go wrong. */
    Map<String, String> environment(Path data, int every) {
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "FAULTY_BELOW", data.toString(),
                "FAULTY_EVERY", Integer.toString(every),
                "FAULTY_COUNT", count.toString());
    }

    /** How many writes have gone wrong, and how. */
    String told() throws IOException {
        String kinds = Files.exists(count) ? Files.readString(count, StandardCharsets.US_ASCII) : "";
        return "%d writes cut short, %d failed, %d cut by the death of the server"
                .formatted(number(kinds, 's'), number(kinds, 'f'), number(kinds, 'k'));
    }

    private static long number(String kinds, char kind) {
        return kinds.chars().filter(each -> each == kind).count();
    }
}
