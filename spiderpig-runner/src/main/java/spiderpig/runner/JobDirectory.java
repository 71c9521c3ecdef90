package spiderpig.runner;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The directory in which the server and a running job meet. Nothing else connects them, so that either may go away and the
 * other finds all it needs to go on.
 *
 * <table>
 * <caption>Its files (0600; the directory is 0700)</caption>
 * <tr><th>file<th>who writes<th>what
 * <tr><td>{@code job.sh}<td>the server, at the start<td>the wrapper that runs the job; what it runs with never changes under it
 * <tr><td>{@code key}<td>the server, at the start<td>what the job's messages are recognised by
 * <tr><td>{@code answers}<td>the server, at known positions<td>what the job reads; absent if it gets no input at all
 * <tr><td>{@code output}<td>the wrapper<td>what the job prints, raw
 * <tr><td>{@code claim}<td>whoever comes first<td>a link: the wrapper's identity, or that the start was given up
 * <tr><td>{@code leader}, {@code feeder}, {@code copier}<td>the wrapper<td>links: identities of the job's first process and of its helpers
 * <tr><td>{@code in}, {@code out}<td>the wrapper<td>fifos from {@code answers} to the job and from the job to {@code output}
 * <tr><td>{@code exit}<td>the wrapper, by rename<td>exit status and final size of {@code output}
 * <tr><td>{@code diagnostics}<td>the wrapper<td>what its shell complains about
 * </table>
 *
 * Stateless, so safe for any number of threads.
 */
final class JobDirectory {
    private static final String ABANDONED = "abandoned";

    private final Path path;

    private JobDirectory(Path path) {
        this.path = path;
    }

    /** The directory of the job {@code id} below {@code jobs}, whether or not it is there. */
    static JobDirectory of(Path jobs, long id) {
        return new JobDirectory(jobs.resolve(Long.toString(id)));
    }

    /** The same directory, by its path without symbolic links. */
    JobDirectory toReal() throws IOException {
        return new JobDirectory(path.toRealPath());
    }

    /** The ids of the jobs that have a directory below {@code jobs}. */
    static List<Long> ids(Path jobs) throws IOException {
        List<Long> ids = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(jobs)) {
            for (Path directory : directories) {
                String name = directory.getFileName().toString();
                if (name.matches("[1-9][0-9]{0,17}")) {
                    ids.add(Long.valueOf(name));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return ids;
    }

    /** Makes the directory anew, with all that the wrapper needs. What an attempt cut short left behind is removed first. */
    void create(IoKey key, boolean input) throws IOException {
        remove();
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (InputStream script = JobDirectory.class.getResourceAsStream("job.sh")) {
            if (script == null) {
                throw new IllegalStateException("The wrapper script job.sh is missing in this build");
            }
            write("job.sh", script.readAllBytes());
        }
        write("key", key.text().getBytes(StandardCharsets.US_ASCII));
        write("output", new byte[0]);
        if (input) {
            write("answers", new byte[0]);
        }
    }

    private void write(String name, byte[] content) throws IOException {
        // The permissions at creation, because with a lax umask a moment later would be too late.
        try (FileChannel file = FileChannel.open(
                path.resolve(name),
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                file.write(rest); // on a full disk, what fits; the next one says that it is full
            }
        }
    }

    /** Removes the directory with all that is in it, if it is there. */
    void remove() throws IOException {
        remove(path);
    }

    private static void remove(Path file) throws IOException {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(file)) {
                for (Path entry : entries) {
                    remove(entry);
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        Files.deleteIfExists(file);
    }

    /**
     * Gives the start of the job up, unless its wrapper has begun to run it.
     *
     * @return whether it is given up: it never ran, and never will
     */
    boolean abandon() throws IOException {
        try {
            Files.createSymbolicLink(path.resolve("claim"), Path.of(ABANDONED));
            return true;
        } catch (FileAlreadyExistsException e) {
            return abandoned();
        }
    }

    /** Whether the start was given up, by {@link #abandon}. */
    boolean abandoned() {
        return link("claim").filter(ABANDONED::equals).isPresent();
    }

    boolean exists() {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether somebody has claimed the start: the wrapper, or a server that gave it up. */
    boolean claimed() {
        return link("claim").isPresent() || link("leader").isPresent(); // there is no leader without a claim
    }

    /** The wrapper, if it has begun. */
    Optional<ProcessIdentity> wrapper() {
        return identity("claim");
    }

    /** The job's first process, which leads its session and its process group; empty before it is there. */
    Optional<ProcessIdentity> leader() {
        return identity("leader");
    }

    /** The only writer of the job's standard input. */
    Optional<ProcessIdentity> feeder() {
        return identity("feeder");
    }

    /** Writes the job's output down. */
    Optional<ProcessIdentity> copier() {
        return identity("copier");
    }

    private Optional<ProcessIdentity> identity(String name) {
        return link(name).flatMap(ProcessIdentity::parse);
    }

    /** These links dangle by design, so {@link Files#exists} would say that they are not there. */
    private Optional<String> link(String name) {
        try {
            return Optional.of(
                    Files.readSymbolicLink(path.resolve(name)).getFileName().toString());
        } catch (NoSuchFileException | NotLinkException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the job's messages are recognised by. */
    IoKey key() throws IOException {
        return new IoKey(Files.readString(path.resolve("key"), StandardCharsets.US_ASCII));
    }

    /** How the job ended; empty while it has not. */
    Optional<ExitStatus> exit() throws IOException {
        try {
            return ExitStatus.parse(Files.readString(path.resolve("exit"), StandardCharsets.US_ASCII));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The last thing that the wrapper's shell complained about. */
    Optional<String> complaint() {
        try {
            List<String> lines = Files.readAllLines(diagnostics(), StandardCharsets.ISO_8859_1);
            return lines.isEmpty() ? Optional.empty() : Optional.of(lines.get(lines.size() - 1));
        } catch (IOException e) {
            return Optional.empty(); // it would have been a help, no more
        }
    }

    Path path() {
        return path;
    }

    Path script() {
        return path.resolve("job.sh");
    }

    Path answers() {
        return path.resolve("answers");
    }

    Path output() {
        return path.resolve("output");
    }

    /** The fifo that is the job's standard input. */
    Path in() {
        return path.resolve("in");
    }

    Path diagnostics() {
        return path.resolve("diagnostics");
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
