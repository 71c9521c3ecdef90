package spiderpig.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import jdk.net.ExtendedSocketOptions;

/**
 * Gives login links to the users of this host, each their own: whoever connects is told by the kernel
 * ({@code SO_PEERCRED}), so that nobody has to say, or can lie about, who they are. A link is one line; then the server
 * closes.
 *
 * <p>Who can connect is a matter of permissions. To connect, one must be able to write to the socket and to pass (the
 * {@code x} bit) every directory that it stands in. For its owner alone the socket is 0600 in a directory that may be 0700. For
 * {@linkplain Callers#EVERYONE everyone} the socket is 0666 and its directory 0711: others can pass through to a name they
 * know, but can't list it; and before the directory is opened that far, every file and directory in it is closed to
 * everybody but the owner, so that knowing a name helps nobody. Files that are made later must be made that way (SQLite gives
 * its side files the permissions of the database). Directories further up are left alone: if a home directory is closed to
 * others, so is a data directory inside, and the deployers' server wants one elsewhere.
 *
 * <p>Serves one caller at a time, on a thread of its own.
 */
public final class LoginSocket implements AutoCloseable {
    /** Who can connect. */
    public enum Callers {
        OWNER("rw-------"),
        EVERYONE("rw-rw-rw-");

        private final String permissions;

        Callers(String permissions) {
            this.permissions = permissions;
        }
    }

    private static final Logger LOG = System.getLogger(LoginSocket.class.getName());
    private static final int MAX_LINK = 4_096;

    private final Path file;
    private final ServerSocketChannel channel;
    private final SignIn signIn;
    private final String url;
    private final Thread thread;

    private LoginSocket(Path file, ServerSocketChannel channel, SignIn signIn, String url) {
        this.file = file;
        this.channel = channel;
        this.signIn = signIn;
        this.url = url;
        this.thread = new Thread(this::serve, "login-socket");
        thread.setDaemon(true);
    }

    /**
     * Begins to listen. A socket that an earlier server left behind is replaced, so the caller makes sure that no other server
     * uses the directory.
     *
     * @param file the socket
     * @param url of the server, which links begin with
     * @throws UncheckedIOException if that is not possible; a path of more than about 100 bytes is not
     */
    public static LoginSocket open(Path file, Callers callers, SignIn signIn, String url) {
        try {
            if (callers == Callers.EVERYONE) {
                letOthersPass(file.toAbsolutePath().resolveSibling(""));
            }
            Files.deleteIfExists(file);
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                // Whatever the umask, between these two lines nobody but the owner can write to it, and so connect.
                channel.bind(UnixDomainSocketAddress.of(file));
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(callers.permissions));
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            LoginSocket socket = new LoginSocket(file, channel, signIn, url);
            socket.thread.start();
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException("The login socket " + file + " can't be opened: " + e.getMessage(), e);
        }
    }

    private static void letOthersPass(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                if (!Files.isSymbolicLink(entry)) {
                    Files.setPosixFilePermissions(
                            entry,
                            PosixFilePermissions.fromString(Files.isDirectory(entry) ? "rwx------" : "rw-------"));
                }
            }
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    }

    /**
     * Asks the server behind a socket for a link.
     *
     * @throws IOException if there is none, or this user may not connect
     */
    public static String requestLink(Path file) throws IOException {
        try (SocketChannel caller = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
            ByteBuffer answer = ByteBuffer.allocate(MAX_LINK);
            while (answer.hasRemaining() && caller.read(answer) >= 0) {
                // until the server closes
            }
            return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8).strip();
        }
    }

    private void serve() {
        while (channel.isOpen()) {
            try (SocketChannel caller = channel.accept()) {
                String user = caller.getOption(ExtendedSocketOptions.SO_PEERCRED)
                        .user()
                        .getName();
                String link = url + "/login?code=" + signIn.newCode(user) + "\n";
                // Far less than the kernel buffers, so nobody can keep this thread waiting.
                caller.write(ByteBuffer.wrap(link.getBytes(StandardCharsets.UTF_8)));
                LOG.log(Level.INFO, "{0} was given a login link", user);
            } catch (AsynchronousCloseException e) {
                return; // closed
            } catch (IOException e) {
                LOG.log(Level.WARNING, "A caller of the login socket was not served; the next one is", e);
            }
        }
    }

    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("The login socket " + file + " can't be closed: " + e.getMessage(), e);
        }
    }
}
