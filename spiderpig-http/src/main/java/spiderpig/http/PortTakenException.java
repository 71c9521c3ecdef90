package spiderpig.http;

/** Another program listens on the port already. */
public final class PortTakenException extends RuntimeException {
    private final int port;

    PortTakenException(String host, int port, Throwable cause) {
        super("Port " + port + " of " + host + " is taken by another program", cause);
        this.port = port;
    }

    public int port() {
        return port;
    }
}
