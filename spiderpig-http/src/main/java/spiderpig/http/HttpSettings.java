package spiderpig.http;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the server is reached.
 *
 * @param host the address to listen on; a loopback address unless others are meant to reach the port
 * @param port the port to listen on; 0 takes a free one
 * @param allowedHosts names under which browsers may reach it, beside {@code host} and the names of the loopback address;
 *     whatever the port, because a tunnel may begin at another one
 * @param behindTls whether browsers reach it through a proxy that speaks TLS, so that cookies are kept from plain HTTP
 */
public record HttpSettings(String host, int port, Set<String> allowedHosts, boolean behindTls) {
    /** Reached from this host and through tunnels only. */
    public static final String LOOPBACK = "localhost";

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    public HttpSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("A port is from 0 to 65535, not " + port);
        }
        allowedHosts = allowedHosts.stream().map(HttpSettings::normalized).collect(Collectors.toUnmodifiableSet());
    }

    /** Loopback only. */
    public static HttpSettings local(int port) {
        return new HttpSettings(LOOPBACK, port, Set.of(), false);
    }

    /** Whether a browser may call this server by that name (without a port). A foreign name would be DNS rebinding. */
    boolean allows(String name) {
        String normalized = normalized(name);
        return LOOPBACK_NAMES.contains(normalized)
                || allowedHosts.contains(normalized)
                || normalized.equals(normalized(host));
    }

    private static String normalized(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
