package spiderpig.http;

import io.undertow.util.StatusCodes;
import spiderpig.core.Jobs;

/**
 * The pages that people look at. What is on them the page itself fetches by the API.
 *
 * <p>Safe for any number of threads.
 */
final class Pages {
    private final StaticFiles files;
    private final Jobs jobs;

    Pages(StaticFiles files, Jobs jobs) {
        this.files = files;
        this.jobs = jobs;
    }

    Response overview(Request request) {
        return files.page("index.html", request);
    }

    Response job(Request request) {
        return jobs.find(request.id()).isPresent() ? files.page("job.html", request) : notFound(request);
    }

    Response notFound(Request request) {
        return files.page("404.html", request).withStatus(StatusCodes.NOT_FOUND).with("Cache-Control", "no-store");
    }

    /** How to get in, with the status that says that one isn't. */
    Response logIn(Request request) {
        return files.page("login.html", request)
                .withStatus(StatusCodes.UNAUTHORIZED)
                .with("Cache-Control", "no-store");
    }
}
