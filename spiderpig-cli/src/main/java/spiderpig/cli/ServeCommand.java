package spiderpig.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import spiderpig.core.Commands;
import spiderpig.core.Database;
import spiderpig.core.Job;
import spiderpig.core.JobStatus;
import spiderpig.http.Access;
import spiderpig.http.AuditLog;
import spiderpig.http.Backend;
import spiderpig.http.HttpServer;
import spiderpig.http.HttpSettings;
import spiderpig.http.LoginSocket;
import spiderpig.http.PortTakenException;
import spiderpig.http.SignIn;
import spiderpig.logstore.LogStore;
import spiderpig.runner.JobRunner;
import spiderpig.runner.Retention;

/** The server: puts the modules together, says where it is, and runs until someone stops it. */
final class ServeCommand {
    private final String host;
    private final int port;
    private final DataDirectory data;
    private final @Nullable Path configurationFile;
    private final boolean demo;
    private final Retention.Policy retention;

    /** @param port 0 for a free one */
    ServeCommand(
            String host,
            int port,
            DataDirectory data,
            @Nullable Path configurationFile,
            boolean demo,
            Retention.Policy retention) {
        this.host = host;
        this.port = port;
        this.data = data;
        this.configurationFile = configurationFile;
        this.demo = demo;
        this.retention = retention;
    }

    /**
     * Serves until the process is asked to end.
     *
     * @throws StartException if it can't; then nothing was changed
     */
    void run() throws InterruptedException {
        Logging.configure();
        Configuration configured = Configuration.load(configurationFile, usualFiles());
        ServerLock.check(data);
        PortCheck.check(host, port);
        data.create();
        try (Shutdown shutdown = Shutdown.register();
                ServerLock lock = ServerLock.acquire(data)) {
            // What a server that was killed has left would lead those who wait for this one to a wrong address.
            ServerFile.delete(data.serverFile());
            serve(demo ? configured.offering(DemoCommands.install(data.demo())) : configured, shutdown);
        }
    }

    private void serve(Configuration configuration, Shutdown shutdown) throws InterruptedException {
        Clock clock = Clock.systemUTC();
        String user = System.getProperty("user.name");
        Commands commands = Commands.of(configuration.commands());
        try (Database database = Database.open(data.database(), commands, clock);
                LogStore logs = LogStore.open(data.logs(), configuration.masker(System.getenv()));
                JobRunner runner =
                        JobRunner.open(data.jobs(), database, logs, commands, clock, configuration.runnerSettings());
                Retention collector = new Retention(database, logs, data.jobs(), clock, retention)) {
            SignIn signIn = SignIn.open(data.loginKey(), user, Access.ofStarter(user), clock);
            Backend backend = new Backend(
                    database.jobs(),
                    database.interactions(),
                    commands,
                    database.changes(),
                    logs,
                    signIn,
                    new AuditLog(data.auditLog(), clock),
                    () -> troubles(runner),
                    SpiderpigCommand.Version.number());
            try (HttpServer http = start(backend);
                    LoginSocket login =
                            LoginSocket.open(data.loginSocket(), LoginSocket.Callers.EVERYONE, signIn, http.url())) {
                new ServerFile(ProcessHandle.current().pid(), http.port(), http.url(), signIn.token())
                        .write(data.serverFile());
                runner.start();
                collector.start();
                greet(http, signIn.newCode(user));
                shutdown.await();
                ServerFile.delete(data.serverFile());
                sayGoodbye(database.jobs().unfinished());
            }
        }
    }

    private List<String> troubles(JobRunner runner) {
        List<String> troubles = new ArrayList<>();
        new DiskSpace(data.path()).trouble().ifPresent(troubles::add);
        troubles.addAll(runner.troubles());
        return troubles;
    }

    private HttpServer start(Backend backend) {
        try {
            return HttpServer.start(new HttpSettings(host, port, Set.of(), false), backend);
        } catch (PortTakenException e) {
            throw PortCheck.taken(port, e);
        }
    }

    private void greet(HttpServer http, String code) {
        System.out.println("SpiderPig is at " + http.url() + "/login?code=" + code);
        System.out.println("  The link lets you in once, within " + SignIn.CODE_LIFE.toSeconds()
                + " seconds; \"scap spiderpig login\" prints another one.");
        System.out.println("  From your own machine, first: ssh -L " + http.port() + ":" + host + ":" + http.port()
                + " " + thisHost());
        System.out.println("  Ctrl-C stops it; running jobs go on and are taken up by the next start.");
    }

    private static void sayGoodbye(List<Job> goingOn) {
        String names = goingOn.stream()
                .filter(job -> job.status() == JobStatus.IN_PROGRESS)
                .map(job -> job.id() + " (" + job.description() + ")")
                .collect(Collectors.joining(", "));
        System.out.println(
                names.isEmpty()
                        ? "SpiderPig stops. No job is running."
                        : "SpiderPig stops. These jobs go on, and the next start takes them up: " + names);
    }

    private static String thisHost() {
        try {
            InetAddress host = InetAddress.getLocalHost();
            String full = host.getCanonicalHostName();
            // What /etc/hosts makes of a host that does not know its own domain.
            return full.startsWith("localhost") ? host.getHostName() : full;
        } catch (UnknownHostException e) {
            return "HOST";
        }
    }

    private static List<Path> usualFiles() {
        return List.of(
                XdgDirectories.ofThisProcess().configuration().resolve("spiderpig/spiderpig.yaml"),
                Path.of("/etc/spiderpig/spiderpig.yaml"));
    }
}
