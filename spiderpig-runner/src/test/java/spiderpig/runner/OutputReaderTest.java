package spiderpig.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputReaderTest {
    @TempDir
    Path directory;

    @Test
    void whateverTheWritesAndLinesAreTheLinesComeOutWhole() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path output = Files.createFile(directory.resolve("output"));
        List<String> written = new ArrayList<>();
        List<String> read = new ArrayList<>();
        ByteArrayOutputStream pending = new ByteArrayOutputStream();
        try (OutputReader reader = new OutputReader(output, 0);
                OutputStream file = Files.newOutputStream(output, StandardOpenOption.APPEND)) {
            for (int i = 0; i < 200; i++) {
                String line = line(random);
                written.add(line);
                byte[] bytes = (line + "\n").getBytes(StandardCharsets.ISO_8859_1);
                int cut = random.nextInt(bytes.length + 1);
                file.write(bytes, 0, cut);
                drain(reader, pending, read, random);
                file.write(bytes, cut, bytes.length - cut);
                if (random.nextBoolean()) {
                    drain(reader, pending, read, random);
                }
            }
            drain(reader, pending, read, random);
            assertThat(reader.offset()).isEqualTo(Files.size(output)).isEqualTo(reader.endOffset());
        }
        assertThat(read).as("seed " + seed).isEqualTo(written);
    }

    private static String line(Random random) {
        int length = switch (random.nextInt(10)) {
            case 0 -> random.nextInt(3_000_000);
            case 1, 2 -> random.nextInt(200_000);
            case 3 -> 0;
            default -> random.nextInt(200);
        };
        char[] line = new char[length];
        Arrays.fill(line, (char) ('a' + random.nextInt(26)));
        if (length > 0 && random.nextBoolean()) {
            line[0] = '{';
        }
        return new String(line);
    }

    private static void drain(OutputReader reader, ByteArrayOutputStream pending, List<String> lines, Random random)
            throws IOException {
        while (reader.fill()) {
            if (reader.nextLines((bytes, from, to) -> random.nextBoolean())) {
                assertThat(reader.endsLine()).isTrue();
                pending.write(reader.buffer(), reader.from(), reader.to() - reader.from());
                lines.addAll(
                        List.of(pending.toString(StandardCharsets.ISO_8859_1).split("\n", -1)));
                pending.reset();
            }
            while (reader.next()) {
                pending.write(reader.buffer(), reader.from(), reader.to() - reader.from());
                if (reader.endsLine()) {
                    lines.add(pending.toString(StandardCharsets.ISO_8859_1));
                    pending.reset();
                }
            }
        }
    }

    @Test
    void textWithoutALineEndCanBeTakenUpToAnyPlace() throws IOException {
        Path output = Files.writeString(directory.resolve("output"), "one\ngo on? yes");
        try (OutputReader reader = new OutputReader(output, 4)) {
            assertThat(reader.fill()).isTrue();
            assertThat(reader.next()).isFalse();
            assertThat(new String(reader.unterminated(3), StandardCharsets.UTF_8))
                    .isEqualTo("yes");
            reader.takeUntil(11);
            assertThat(reader.endsLine()).isTrue();
            assertThat(reader.to() - reader.from()).isEqualTo("go on? ".length());
            assertThat(new String(reader.unterminated(99), StandardCharsets.UTF_8))
                    .isEqualTo("yes");
            assertThat(reader.offset()).isEqualTo(11);
        }
    }
}
