package spiderpig.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How people get in: a one-time code, which whoever has proved to be a user of this host is given ({@link #newCode}), becomes
 * a cookie. Scripts of the user who started the server send {@link #token} instead.
 *
 * <p>A cookie holds the user's name and an end, signed with a key in the data directory. Nothing of it is kept here, so people
 * stay logged in when the server is killed and started again. What they may do is not in it, but asked of {@link Access}
 * each time.
 *
 * <p>Safe for any number of threads.
 */
public final class SignIn {
    /** How long a code can be used. */
    public static final Duration CODE_LIFE = Duration.ofSeconds(60);

    /** How long a login lasts. */
    static final Duration COOKIE_LIFE = Duration.ofDays(7);

    private static final int KEY_BYTES = 32;
    private static final int CODE_BYTES = 24;
    private static final int MAX_CODES = 1_000;
    private static final int MAX_FAILURES = 20;
    private static final Duration FAILURE_WINDOW = Duration.ofSeconds(10);
    private static final String MAC = "HmacSHA256";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final byte[] key;
    private final String cookieName;
    private final String starter;
    private final String token;
    private final Access access;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** Oldest first. Guarded by itself. */
    private final Map<String, Code> codes = new LinkedHashMap<>();

    /** When wrong codes were tried. Guarded by {@link #codes}. */
    private final Deque<Instant> failures = new ArrayDeque<>();

    private record Code(String user, Instant end) {}

    private SignIn(byte[] key, String starter, Access access, Clock clock) {
        this.key = key;
        this.starter = starter;
        this.access = access;
        this.clock = clock;
        this.token = newSecret(KEY_BYTES);
        // Cookies know no ports, and tunnels bring many servers to one "localhost": each has a name of its own.
        this.cookieName = "spiderpig-" + HexFormat.of().formatHex(sign("the name of the cookie"), 0, 6);
    }

    /**
     * Takes the key for cookies from {@code keyFile}, which is made (readable by its owner only) if it isn't there. To delete
     * it is to log everybody out.
     *
     * @param starter the user who runs the server, and whose is the token
     * @throws UncheckedIOException if the file can't be read or made
     * @throws IllegalStateException if it is no such file
     */
    public static SignIn open(Path keyFile, String starter, Access access, Clock clock) {
        try {
            byte[] fresh = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(fresh);
            byte[] key = PrivateFiles.readOrCreate(keyFile, fresh);
            if (key.length != KEY_BYTES) {
                throw new IllegalStateException(
                        "%s should hold a key of %d bytes, but holds %d; delete it to log everybody out"
                                .formatted(keyFile, KEY_BYTES, key.length));
            }
            return new SignIn(key, starter, access, clock);
        } catch (IOException e) {
            throw new UncheckedIOException("The key for logins, " + keyFile + ", can't be read or made: " + e, e);
        }
    }

    /** What scripts of the user who started the server send as {@code Authorization: Bearer}. Another one at each start. */
    public String token() {
        return token;
    }

    /** A code that lets this user in, once, within {@link #CODE_LIFE}. The caller has made sure who they are. */
    public String newCode(String user) {
        String code = newSecret(CODE_BYTES);
        synchronized (codes) {
            forgetOldCodes();
            if (codes.size() >= MAX_CODES) {
                codes.remove(codes.keySet().iterator().next());
            }
            codes.put(code, new Code(user, clock.instant().plus(CODE_LIFE)));
        }
        return code;
    }

    /**
     * Takes a code back, and gives a cookie for it; empty if there is no such code, or none any more.
     *
     * <p>A right code is taken even while wrong ones are refused unseen: otherwise any user of the host could keep everyone
     * else out, and 192 bits can't be guessed however often one tries.
     *
     * @throws RefusedException if too many wrong codes were tried
     */
    Optional<String> redeem(String code) {
        Code known;
        synchronized (codes) {
            forgetOldCodes();
            known = codes.remove(code);
            if (known == null) {
                countFailure();
                return Optional.empty();
            }
        }
        return Optional.of(cookie(known.user()));
    }

    private void forgetOldCodes() {
        Instant now = clock.instant();
        codes.values().removeIf(code -> !code.end().isAfter(now));
    }

    private void countFailure() {
        Instant now = clock.instant();
        while (!failures.isEmpty() && failures.getFirst().plus(FAILURE_WINDOW).isBefore(now)) {
            failures.removeFirst();
        }
        if (failures.size() >= MAX_FAILURES) {
            throw Problem.tooMany("Too many wrong login codes were tried; wait some seconds")
                    .exception();
        }
        failures.addLast(now);
    }

    // ---- cookies and the token -----------------------------------------------------------------------------------

    String cookieName() {
        return cookieName;
    }

    private String cookie(String user) {
        String content = BASE64.encodeToString(user.getBytes(StandardCharsets.UTF_8)) + "."
                + clock.instant().plus(COOKIE_LIFE).getEpochSecond();
        return content + "." + BASE64.encodeToString(sign(content));
    }

    /** Who was given this cookie, if it is one of ours and still good. */
    Optional<User> byCookie(String value) {
        int end = value.lastIndexOf('.');
        if (end < 0) {
            return Optional.empty();
        }
        String content = value.substring(0, end);
        if (!equal(value.substring(end + 1), BASE64.encodeToString(sign(content)))) {
            return Optional.empty();
        }
        // Signed, so it is what cookie() has written.
        int dot = content.indexOf('.');
        Instant until = Instant.ofEpochSecond(Long.parseLong(content.substring(dot + 1)));
        if (!until.isAfter(clock.instant())) {
            return Optional.empty();
        }
        byte[] name = Base64.getUrlDecoder().decode(content.substring(0, dot));
        return Optional.of(access.user(new String(name, StandardCharsets.UTF_8)));
    }

    /** The user whose token this is. */
    Optional<User> byToken(String value) {
        return equal(value, token) ? Optional.of(access.user(starter)) : Optional.empty();
    }

    /** In a time that tells nothing about where they differ. */
    private static boolean equal(String given, String right) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] sign(String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + MAC, e);
        }
    }

    private String newSecret(int bytes) {
        byte[] secret = new byte[bytes];
        random.nextBytes(secret);
        return BASE64.encodeToString(secret);
    }
}
