package spiderpig.http;

import io.undertow.util.StatusCodes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The page's files, from the class path. Each is read and compressed at its first use and then kept. Browsers keep those that
 * they have got under an address with the version of {@link PageParts}; of all others they ask each time whether theirs is still
 * the same, so a new version shows at once.
 *
 * <p>Safe for any number of threads.
 */
final class StaticFiles {
    private static final String ROOT = "page/";
    private static final String DIRECTORY = "static/";

    /** Until the address is another one. */
    private static final String KEEP = "public, max-age=31536000, immutable";

    private static final List<String> PAGES = List.of("index.html", "job.html", "login.html", "404.html");

    /** One plain name: no way out of the directory. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*\\.(?<extension>[a-z0-9]+)");

    private static final String HTML = Response.HTML + "; charset=utf-8";

    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html", HTML,
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2",
            "txt", "text/plain; charset=utf-8",
            "json", Response.JSON);

    private final Map<String, StaticFile> files = new ConcurrentHashMap<>();
    private final Map<String, StaticFile> pages = new ConcurrentHashMap<>();

    /** Found out at the first page and not at the start: all files are read for it. */
    private static final class Parts {
        static final PageParts OF_PAGES = new PageParts(PAGES, StaticFiles::text, name -> required(DIRECTORY + name));
    }

    @SuppressWarnings("ArrayRecordComponent") // nobody compares files
    private record StaticFile(String mediaType, String tag, byte[] plain, byte @Nullable [] compressed) {
        static StaticFile of(String mediaType, byte[] plain) {
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
                gzip.write(plain);
            } catch (IOException e) {
                throw new IllegalStateException("Memory can be written to", e);
            }
            return new StaticFile(
                    mediaType,
                    HexFormat.of().formatHex(PageParts.sha256().digest(plain), 0, 8),
                    plain,
                    compressed.size() < plain.length ? compressed.toByteArray() : null);
        }
    }

    /** What stands at {@code /static/…}, with a version in the address or without. */
    Response asset(Request request) {
        String path = request.path();
        int slash = path.lastIndexOf('/');
        Response response = find(path.substring(slash + 1))
                .map(file -> response(file, request))
                .orElseThrow(() -> Problem.noSuchPath(path).exception());
        String version = path.substring(path.lastIndexOf('/', slash - 1) + 1, slash);
        return Parts.OF_PAGES.isVersion(version) ? response.with("Cache-Control", KEEP) : response;
    }

    /** One of the pages. */
    Response page(String name, Request request) {
        return response(pages.computeIfAbsent(name, this::linked), request);
    }

    private StaticFile linked(String page) {
        return StaticFile.of(HTML, Parts.OF_PAGES.linked(page, text(page)).getBytes(StandardCharsets.UTF_8));
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

    private Optional<StaticFile> find(String name) {
        var matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String mediaType = MEDIA_TYPES.get(matcher.group("extension"));
        if (mediaType == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(files.computeIfAbsent(name, file -> {
            byte[] content = read(DIRECTORY + file);
            return content == null ? null : StaticFile.of(mediaType, content);
        }));
    }

    private static String text(String page) {
        return new String(required(page), StandardCharsets.UTF_8);
    }

    private static byte[] required(String path) {
        byte[] content = read(path);
        if (content == null) {
            throw new IllegalStateException("The page's file " + path + " is not on the class path");
        }
        return content;
    }

    private static byte @Nullable [] read(String path) {
        try (InputStream in = StaticFiles.class.getResourceAsStream(ROOT + path)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("The page's file " + path + " can't be read", e);
        }
    }
}
