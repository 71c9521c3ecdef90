package spiderpig.runner;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import spiderpig.logstore.LogWriter;
import spiderpig.logstore.RecordKind;

/**
 * Tells what a job says from what it prints. What it prints goes to the log; the key, wherever it turns up, is blanked, and
 * a secret that was typed into this job is masked in what it says, and has lines flagged that it prints.
 *
 * <p>For one thread.
 */
final class JobOutput {
    /** A message may stand behind text that had no line end; in more braces than these none is looked for. */
    private static final int MAX_BRACES = 8;

    private final IoKey key;
    private final MessageParser parser;
    private final LogWriter log;
    private TypedSecrets secrets = TypedSecrets.NONE;

    JobOutput(IoKey key, LogWriter log) {
        this.key = key;
        this.parser = new MessageParser(key);
        this.log = log;
    }

    /** What was typed into the job so far and is secret: lines that hold it are sensitive from now on, other texts masked. */
    void secrets(TypedSecrets typed) {
        secrets = typed;
    }

    /** Whether {@code bytes[from, to)}, any number of whole lines, can be logged as they are. */
    boolean isPlain(byte[] bytes, int from, int to) {
        return key.find(bytes, from, to) < 0 && !secrets.occurIn(bytes, from, to);
    }

    /** Adds a piece that {@link #isPlain} to the log, without committing. */
    void printLines(OutputReader piece, Instant at) {
        log.line(RecordKind.OUTPUT, at, false, piece.buffer(), piece.from(), piece.to());
    }

    /**
     * Adds the current piece to the log, without committing.
     *
     * @param at when it was read
     * @return the message that it is, if it is one that is not logged
     */
    Optional<JobMessage> take(OutputReader piece, Instant at) {
        byte[] bytes = piece.buffer();
        int from = piece.from();
        int to = piece.to();
        int keyAt = key.find(bytes, from, to);
        if (keyAt < 0) {
            print(at, bytes, from, to, piece.endsLine());
            return Optional.empty();
        }
        int begin = from;
        JobMessage.@Nullable Broken broken = null;
        for (int i = 0; i < MAX_BRACES && piece.endsLine(); i++, begin++) {
            begin = indexOfBrace(bytes, begin, keyAt);
            if (begin < 0) {
                break;
            }
            Optional<JobMessage> message = parser.parse(bytes, begin, to);
            if (message.isPresent() && message.get() instanceof JobMessage.Broken failed) {
                broken = broken == null ? failed : broken;
            } else if (message.isPresent()) {
                if (begin > from) {
                    print(at, bytes, from, begin, true);
                }
                return understood(message.get(), at);
            }
        }
        byte[] blanked = key.blank(bytes, from, to);
        print(at, blanked, 0, blanked.length, piece.endsLine());
        if (broken != null) {
            event(at, "The message above " + broken.problem() + ", so it is taken for output");
        }
        return Optional.empty();
    }

    private static int indexOfBrace(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '{') {
                return i;
            }
        }
        return -1;
    }

    private Optional<JobMessage> understood(JobMessage message, Instant at) {
        if (message instanceof JobMessage.Line line) {
            byte[] text = key.blank(line.text()).getBytes(StandardCharsets.UTF_8);
            log.line(
                    RecordKind.OUTPUT,
                    at,
                    line.sensitive() || secrets.occurIn(text, 0, text.length),
                    text,
                    0,
                    text.length);
            return Optional.empty();
        }
        return Optional.of(masked(message));
    }

    private JobMessage masked(JobMessage message) {
        if (message instanceof JobMessage.Status status && status.activity() != null) {
            return new JobMessage.Status(secrets.mask(status.activity()));
        }
        if (message instanceof JobMessage.ProgressReport report && report.progress() != null) {
            return new JobMessage.ProgressReport(
                    report.progress().named(secrets.mask(report.progress().name())));
        }
        if (message instanceof JobMessage.Ask ask) {
            return new JobMessage.Ask(secrets.mask(ask.prompt()), secrets.mask(ask.choices()), ask.defaultKey());
        }
        return message;
    }

    private void print(Instant at, byte[] bytes, int from, int to, boolean endsLine) {
        boolean secret = secrets.occurIn(bytes, from, to);
        if (endsLine || secret) { // a secret in the middle of a long line cuts it: only whole lines can be flagged
            log.line(RecordKind.OUTPUT, at, secret, bytes, from, to);
        } else {
            log.fragment(RecordKind.OUTPUT, at, bytes, from, to);
        }
    }

    /** Logs the current piece as the text of a question that the job has printed. */
    void printPrompt(OutputReader piece, Instant at) {
        prompt(at, new String(piece.buffer(), piece.from(), piece.to() - piece.from(), StandardCharsets.UTF_8));
    }

    /** Logs the text of a question. */
    void prompt(Instant at, String text) {
        line(RecordKind.PROMPT, at, key.blank(secrets.mask(text)));
    }

    /** Logs what a person answered. */
    void response(Instant at, String text) {
        line(RecordKind.RESPONSE, at, secrets.mask(text));
    }

    /** Logs what happened around the job. */
    void event(Instant at, String sentence) {
        line(RecordKind.EVENT, at, key.blank(secrets.mask(sentence)));
    }

    private void line(RecordKind kind, Instant at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        log.line(kind, at, false, bytes, 0, bytes.length);
    }
}
