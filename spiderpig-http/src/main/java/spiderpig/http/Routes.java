package spiderpig.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import spiderpig.http.Route.Need;

/** What can be asked, and who answers it. Immutable once built, so safe for any number of threads. */
final class Routes {
    private final List<Route> routes = new ArrayList<>();

    /** A route that fits, with the numbers in the path by their names. */
    record Match(Route route, Map<String, Long> numbers) {}

    /** A page for people who have logged in. */
    Routes page(String pattern, Endpoint endpoint) {
        return add("GET", pattern, Response.HTML, Need.LOGIN, false, endpoint);
    }

    /** Something that everybody may have. */
    Routes open(String method, String pattern, String mediaType, Endpoint endpoint) {
        return add(method, pattern, mediaType, Need.NOTHING, false, endpoint);
    }

    /** JSON that depends on the database only. */
    Routes state(String pattern, Endpoint endpoint) {
        return add("GET", pattern, Response.JSON, Need.LOGIN, true, endpoint);
    }

    /** Anything else that can be looked at. */
    Routes look(String pattern, String mediaType, Endpoint endpoint) {
        return add("GET", pattern, mediaType, Need.LOGIN, false, endpoint);
    }

    /** Something that changes things. */
    Routes act(String pattern, Endpoint endpoint) {
        return add("POST", pattern, Response.JSON, Need.RIGHT_TO_ACT, false, endpoint);
    }

    /** Something that is so from now on, and something that is so no longer; to ask again changes nothing. */
    Routes setting(String pattern, Endpoint on, Endpoint off) {
        return add("PUT", pattern, Response.JSON, Need.RIGHT_TO_ACT, false, on)
                .add("DELETE", pattern, Response.JSON, Need.RIGHT_TO_ACT, false, off);
    }

    private Routes add(String method, String pattern, String mediaType, Need need, boolean cached, Endpoint endpoint) {
        routes.add(new Route(method, segments(pattern), mediaType, need, cached, endpoint));
        // The two words for a job mean the same, wherever one job is meant.
        if (pattern.startsWith("/api/jobs/")) {
            add(method, pattern.replaceFirst("/api/jobs/", "/api/job/"), mediaType, need, cached, endpoint);
        }
        return this;
    }

    /**
     * The route of a request.
     *
     * @throws RefusedException if there is nothing at the path, or nothing by that method
     */
    Match match(String method, String path) {
        String wanted = method.equals("HEAD") ? "GET" : method;
        List<String> segments = segments(path);
        TreeSet<String> allowed = new TreeSet<>();
        for (Route route : routes) {
            Optional<Map<String, Long>> numbers = route.match(segments);
            if (numbers.isEmpty()) {
                continue;
            }
            if (route.method().equals(wanted)) {
                return new Match(route, numbers.get());
            }
            allowed.add(route.method());
        }
        if (allowed.isEmpty()) {
            throw Problem.noSuchPath(path).exception();
        }
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        throw Problem.methodNotAllowed(method, path, String.join(", ", allowed)).exception();
    }

    private static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }
}
