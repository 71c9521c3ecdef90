package spiderpig.http;

import io.undertow.util.StatusCodes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The page's files, from the class path. Each is read and compressed at its first use and then kept; browsers ask each time
 * whether theirs is still the same, so a new version shows at once.
 *
 * <p>Safe for any number of threads.
 */
final class StaticFiles {
    private static final String ROOT = "page/";
    private static final String DIRECTORY = "static/";

    /** One plain name: no way out of the directory. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*\\.(?<extension>[a-z0-9]+)");

    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html", Response.HTML + "; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2",
            "txt", "text/plain; charset=utf-8",
            "json", Response.JSON);

    private final Map<String, StaticFile> files = new ConcurrentHashMap<>();

    @SuppressWarnings("ArrayRecordComponent") // nobody compares files
    private record StaticFile(String mediaType, String tag, byte[] plain, byte @Nullable [] compressed) {}

    /** What stands at {@code /static/…}. */
    Response asset(Request request) {
        String path = request.path();
        String name = path.substring(path.lastIndexOf('/') + 1);
        return find(DIRECTORY, name)
                .map(file -> response(file, request))
                .orElseThrow(() -> Problem.noSuchPath(path).exception());
    }

    /** One of the pages. */
    Response page(String name, Request request) {
        return response(
                find("", name)
                        .orElseThrow(() -> new IllegalStateException("The page " + name + " is not on the class path")),
                request);
    }

    private static Response response(StaticFile file, Request request) {
        byte[] compressed =
                request.header("Accept-Encoding").filter(StaticFiles::takesGzip).isPresent() ? file.compressed() : null;
        String tag = "\"" + file.tag() + (compressed == null ? "" : "-gzip") + "\"";
        Response response = request.header("If-None-Match").filter(tag::equals).isPresent()
                ? Response.notModified()
                : Response.of(StatusCodes.OK, file.mediaType(), compressed == null ? file.plain() : compressed);
        if (compressed != null) {
            response = response.with("Content-Encoding", "gzip");
        }
        return response.with("ETag", tag).with("Vary", "Accept-Encoding").with("Cache-Control", "no-cache");
    }

    private static boolean takesGzip(String acceptEncoding) {
        return acceptEncoding.matches("(?i)(.*[, ])?gzip(?! *; *q=0(\\.0*)?( *,.*)?$).*");
    }

    private Optional<StaticFile> find(String directory, String name) {
        var matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String mediaType = MEDIA_TYPES.get(matcher.group("extension"));
        if (mediaType == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(files.computeIfAbsent(directory + name, path -> load(path, mediaType)));
    }

    private static @Nullable StaticFile load(String path, String mediaType) {
        try (InputStream in = StaticFiles.class.getResourceAsStream(ROOT + path)) {
            if (in == null) {
                return null;
            }
            byte[] plain = in.readAllBytes();
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
                gzip.write(plain);
            }
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(plain);
            return new StaticFile(
                    mediaType,
                    HexFormat.of().formatHex(hash, 0, 8),
                    plain,
                    compressed.size() < plain.length ? compressed.toByteArray() : null);
        } catch (IOException e) {
            throw new UncheckedIOException("The page's file " + path + " can't be read", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
