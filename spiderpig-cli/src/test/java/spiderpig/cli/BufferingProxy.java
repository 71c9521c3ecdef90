package spiderpig.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Stands between a browser and a server and passes nothing on of an answer before it has all of it: of an event stream,
 * nothing at all. Such proxies are found in front of many a service.
 */
final class BufferingProxy implements AutoCloseable {
    private final ServerSocket socket;
    private final int serverPort;

    /** @param server the address of the server */
    BufferingProxy(String server) throws IOException {
        serverPort = Integer.parseInt(server.substring(server.lastIndexOf(':') + 1));
        socket = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
        daemon(this::accept);
    }

    /** Where it is, without a slash at the end. */
    String url() {
        return "http://localhost:" + socket.getLocalPort();
    }

    private void accept() {
        while (true) {
            try {
                Socket browser = socket.accept();
                daemon(() -> serve(browser));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    /** One request and its answer, after which the connection ends. */
    private void serve(Socket browser) {
        try (browser;
                Socket server = new Socket("localhost", serverPort)) {
            InputStream in = browser.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return;
                }
                head.append((char) next);
            }
            OutputStream toServer = server.getOutputStream();
            toServer.write(head.toString()
                    .replace("localhost:" + socket.getLocalPort(), "localhost:" + serverPort)
                    .replaceFirst("(?i)\r\nConnection: [^\r]*", "\r\nConnection: close")
                    .getBytes(StandardCharsets.ISO_8859_1));
            toServer.flush();
            daemon(() -> {
                try {
                    in.transferTo(toServer);
                } catch (IOException e) {
                    // The exchange is over.
                }
            });
            browser.getOutputStream().write(server.getInputStream().readAllBytes());
        } catch (IOException e) {
            // One of the two has gone: the other is let go, too.
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "buffering-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
