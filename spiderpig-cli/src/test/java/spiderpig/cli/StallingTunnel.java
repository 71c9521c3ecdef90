package spiderpig.cli;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between a browser and a server as an ssh tunnel does, and breaks as one does whose network has gone: nothing comes
 * through any more, and nobody is told.
 */
final class StallingTunnel implements AutoCloseable {
    private final ServerSocket socket;
    private final int serverPort;
    private final List<Closeable> open = new CopyOnWriteArrayList<>();
    private volatile boolean cut;

    /** @param server the address of the server */
    StallingTunnel(String server) throws IOException {
        serverPort = Integer.parseInt(server.substring(server.lastIndexOf(':') + 1));
        socket = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
        daemon(this::accept);
    }

    /** Where it is, without a slash at the end. */
    String url() {
        return "http://localhost:" + socket.getLocalPort();
    }

    /** From now on nothing comes through, in either direction; what was under way is lost. */
    void cut() {
        cut = true;
    }

    /** New connections come through again; those that were cut stay so. */
    void mend() {
        cut = false;
    }

    private void accept() {
        while (true) {
            try {
                Socket browser = socket.accept();
                open.add(browser);
                if (!cut) {
                    Socket server = new Socket("localhost", serverPort);
                    open.add(server);
                    Wire wire = new Wire();
                    daemon(() -> wire.carry(browser, server));
                    daemon(() -> wire.carry(server, browser));
                }
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    /** One connection. */
    private final class Wire {
        private volatile boolean broken;

        void carry(Socket from, Socket to) {
            byte[] bytes = new byte[8192];
            try {
                for (int read; (read = from.getInputStream().read(bytes)) >= 0; ) {
                    broken |= cut;
                    if (!broken) {
                        to.getOutputStream().write(bytes, 0, read);
                    }
                }
                if (!broken) {
                    to.shutdownOutput();
                }
            } catch (IOException e) {
                // One of the two has gone.
            }
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "stalling-tunnel");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Closeable connection : open) {
            connection.close();
        }
    }
}
