package spiderpig.http;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.xnio.Options;
import spiderpig.core.Interactions;
import spiderpig.core.Jobs;
import spiderpig.logstore.LogStore;
import spiderpig.logstore.Masker;

/**
 * SpiderPig over HTTP: the API, the event streams and the page. It holds nothing that isn't on disk, so it may be stopped or
 * killed at any time; it doesn't close what it was given.
 */
public final class HttpServer implements AutoCloseable {
    private static final int IO_THREADS = 2;
    private static final int WORKER_THREADS = 16;
    private static final int STREAM_THREADS = 2;
    private static final int MAX_HEADER_BYTES = 32 * 1024;
    private static final int MAX_HEADERS = 100;
    private static final int MAX_PARAMETERS = 50;

    /** Well above what is taken: what is refused for its size is still read to its end, so that the sender reads the answer. */
    private static final long MAX_DRAINED_BYTES = 1024 * 1024;

    private static final int HEADERS_MILLIS = 10_000;
    private static final int KEEP_ALIVE_MILLIS = 60_000;

    /** Longer than the time between two heartbeats: who takes in nothing for so long isn't there any more. */
    private static final int IDLE_MILLIS = 4 * Streams.HEARTBEAT_SECONDS * 1_000;

    private static final int BACKLOG = 1_024;

    /** How long requests that are under way may take when the server stops. */
    private static final int FINISH_MILLIS = 500;

    private final HttpSettings settings;
    private final Undertow undertow;
    private final RequestHandler requests;
    private final GracefulShutdownHandler underWay;
    private final Streams streams;
    private final ResponseSender sender;
    private final CommitWatch commits;
    private final ScheduledThreadPoolExecutor executor;

    private HttpServer(HttpSettings settings, Backend backend) {
        this.settings = settings;
        executor = new ScheduledThreadPoolExecutor(STREAM_THREADS, new NamedThreads("http-streams"));
        executor.setRemoveOnCancelPolicy(true);
        commits = new CommitWatch(backend.changes(), backend.jobs()::revision, executor);
        streams = new Streams(executor);
        sender = new ResponseSender(streams);
        StaticFiles files = new StaticFiles();
        Pages pages = new Pages(files, backend.jobs());
        requests = new RequestHandler(
                routes(settings, backend, files, pages),
                new Gate(settings, backend.signIn()),
                new ResponseCache(commits),
                pages,
                sender,
                backend.logs().masker());
        underWay = new GracefulShutdownHandler(new HttpContinueReadHandler(requests));
        undertow = Undertow.builder()
                .addHttpListener(settings.port(), settings.host())
                .setIoThreads(IO_THREADS)
                .setWorkerThreads(WORKER_THREADS)
                .setHandler(underWay)
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
                .setServerOption(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
                .setServerOption(UndertowOptions.MAX_PARAMETERS, MAX_PARAMETERS)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, MAX_DRAINED_BYTES)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, HEADERS_MILLIS)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, KEEP_ALIVE_MILLIS)
                .setServerOption(UndertowOptions.IDLE_TIMEOUT, IDLE_MILLIS)
                .setSocketOption(Options.BACKLOG, BACKLOG)
                .setSocketOption(Options.TCP_NODELAY, true)
                .build();
    }

    /**
     * Starts to serve.
     *
     * @throws PortTakenException if another program listens on the port
     */
    public static HttpServer start(HttpSettings settings, Backend backend) {
        HttpServer server = new HttpServer(settings, backend);
        try {
            server.undertow.start();
        } catch (RuntimeException e) {
            server.close();
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException) {
                    throw new PortTakenException(settings.host(), settings.port(), e);
                }
            }
            throw e;
        }
        return server;
    }

    /** The port that it listens on. */
    public int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    /** The address to open on this host, without a slash at its end. */
    public String url() {
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        return "http://" + host + ":" + port();
    }

    /** Stops within a second: streams are ended, requests that are under way are answered, further ones refused. */
    @Override
    public void close() {
        requests.refuseAll();
        streams.finishAll();
        underWay.shutdown();
        try {
            underWay.awaitShutdown(FINISH_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // then without waiting
        }
        undertow.stop();
        sender.close();
        commits.close();
        executor.shutdownNow();
    }

    /** The whole API on one page. */
    private Routes routes(HttpSettings settings, Backend backend, StaticFiles files, Pages pages) {
        Jobs jobs = backend.jobs();
        Interactions interactions = backend.interactions();
        LogStore store = backend.logs();
        Masker masker = store.masker();
        VisibleLogs logs = new VisibleLogs(jobs, store, backend.audit());
        LogFeeds feeds = new LogFeeds(jobs, store, commits, executor);
        ChangeFeed changes = new ChangeFeed(jobs, interactions, commits, masker, executor);
        LogIn logIn = new LogIn(backend.signIn(), pages, settings.behindTls());
        return new Routes()
                .page("/", request -> Response.found("/index"))
                .page("/index", pages::overview)
                .page("/job/{id}", pages::job)
                .open("GET", "/login", Response.HTML, logIn::byLink)
                .open("POST", "/api/login", Response.JSON, logIn::byCall)
                .open("GET", "/static/*", "*/*", files::asset)
                .open("GET", "/static/*/*", "*/*", files::asset)
                .open("GET", "/healthz", Response.JSON, new ShowHealth(backend.version(), backend.troubles()))
                .state("/api/job", new ListCurrentJobs(jobs, masker))
                .act("/api/job", new StartJob(jobs))
                .state("/api/jobs", new ListJobs(jobs, masker))
                .state("/api/jobs/{id}", new ShowJob(jobs, masker))
                .state("/api/jobs/{id}/status", new ShowStatus(jobs, masker))
                .act("/api/jobs/{id}/cancel", new CancelJob(jobs))
                .act("/api/jobs/{id}/close-input", new CloseInput(jobs))
                .setting(
                        "/api/jobs/{id}/pin",
                        new PinJob(jobs, backend.audit(), true),
                        new PinJob(jobs, backend.audit(), false))
                .state("/api/jobs/{id}/interactions", new ShowInteraction(jobs, interactions, masker))
                .act("/api/jobs/{id}/interactions/{n}", new Respond(interactions, masker))
                .look("/api/logs/{id}", Response.JSON, new ReadLog(logs, LineJson::texts))
                .look("/api/logs/{id}/lines", Response.JSON, new ReadLog(logs, LineJson::objects))
                .look("/api/logs/{id}/size", Response.JSON, new ShowLogSize(logs))
                .look("/api/logs/{id}/search", Response.JSON, new SearchLog(logs))
                .look("/api/logs/{id}/text", Response.TEXT, new DownloadLog(logs))
                .look("/api/logs/{id}/stream", Response.EVENTS, new StreamLog(logs, feeds))
                .look("/api/events", Response.EVENTS, new StreamChanges(jobs, changes))
                .look("/api/commands", Response.JSON, new ListCommands(backend.commands()))
                .look("/api/whoami", Response.JSON, new WhoAmI());
    }
}
