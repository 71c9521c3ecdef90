package spiderpig.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import spiderpig.core.Delivery;

class AnswerWriterTest {
    private static final Delivery YES = new Delivery(1, 0, "yes\n".getBytes(StandardCharsets.UTF_8));
    private static final Delivery NO = new Delivery(2, 4, "no\n".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path directory;

    private Path answers;
    private AnswerWriter writer;

    @BeforeEach
    void makeTheFile() throws IOException {
        answers = Files.createFile(directory.resolve("answers"));
        writer = new AnswerWriter(answers);
    }

    @Test
    void whatIsWrittenTwiceStandsThereOnce() throws IOException {
        writer.write(YES);
        writer.write(YES);
        writer.write(NO);
        writer.write(YES);
        writer.write(NO);
        assertThat(answers).hasContent("yes\nno\n");
    }

    @Test
    void whatWasCutShortIsCompleted() throws IOException {
        for (int cut = 0; cut <= 7; cut++) {
            Files.writeString(answers, "yes\nno\n".substring(0, cut));
            writer.write(YES);
            writer.write(NO);
            assertThat(answers).hasContent("yes\nno\n");
        }
    }

    @Test
    void aGapIsRefused() {
        assertThatIllegalStateException().isThrownBy(() -> writer.write(NO)).withMessageContaining("too few");
    }
}
