package spiderpig.cli;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds out whether a server can listen somewhere, before it changes anything. */
final class PortCheck {
    private PortCheck() {}

    /**
     * Binds the port for a moment.
     *
     * @throws StartException if that can't be done; it says who has the port, if that can be known
     */
    static void check(String host, int port) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new StartException("The host " + host + " is not known here.");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
        } catch (BindException e) {
            if (String.valueOf(e.getMessage()).contains("in use")) {
                throw taken(port, e);
            }
            throw new StartException("Can't listen on port " + port + " of " + host + ": " + e.getMessage() + ".", e);
        } catch (IOException e) {
            throw new StartException("Can't listen on port " + port + " of " + host + ": " + e.getMessage() + ".", e);
        }
    }

    static StartException taken(int port, Exception cause) {
        return new StartException(
                "Port " + port + " is taken by " + PortOwner.find(port).orElse("a process of another user")
                        + ". Choose another with --port; --port 0 takes a free one.",
                cause);
    }
}
