package spiderpig.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.Headers;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import spiderpig.logstore.Checkpoint;
import spiderpig.logstore.LogWriter;
import spiderpig.logstore.RecordKind;

/**
 * Measures the server against bare Undertow handlers that send the same bytes, in one run on one machine, and prints a table.
 * Load generator and both servers share the processors, so only the ratios mean anything. Not a test: run by hand.
 */
final class HttpBenchmark {
    private static final int CONNECTIONS = 32;
    private static final int SECONDS = 5;
    private static final int LINES = 1_000_000;
    private static final int DOWNLOADS = 15;
    private static final String LINE =
            "2026-11-24T02:44:38Z [%7d] mw1234.eqiad.wmnet: php-fpm was restarted, 3 checks of 4 completed in 215 ms";
    private static final int VIEWERS = 1_000;
    private static final int LINES_PER_SECOND = 1_000;

    private HttpBenchmark() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("spiderpig-benchmark");
        try (Fixture fixture = new Fixture(directory)) {
            long id = 0;
            for (int i = 0; i < 20; i++) {
                id = fixture.running();
            }
            fixture.ask(id, 5);
            System.out.printf("%-40s %14s %14s %7s%n", "what", "ours", "bare handler", "ratio");
            for (String path :
                    List.of("/api/jobs?limit=10", "/api/jobs/" + id + "/status", "/api/jobs/" + id + "/interactions")) {
                compareRequests(fixture, path);
            }
            compareDownloads(fixture, directory, id);
            viewers(fixture, fixture.running());
        }
    }

    private static void compareRequests(Fixture fixture, String path) throws Exception {
        byte[] body = fixture.get(path).body().getBytes(StandardCharsets.UTF_8);
        HttpHandler bare = new BlockingHandler(exchange -> {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
            exchange.getResponseSender().send(ByteBuffer.wrap(body));
        });
        try (Bare other = new Bare(bare)) {
            // In turns, and the first of each only warms up.
            double ours = 0;
            double theirs = 0;
            for (int round = 0; round < 3; round++) {
                double first = requestsPerSecond(fixture.server.port(), path, fixture.signIn.token());
                double second = requestsPerSecond(other.port(), path, fixture.signIn.token());
                ours = round == 0 ? 0 : ours + first / 2;
                theirs = round == 0 ? 0 : theirs + second / 2;
            }
            System.out.printf("%-40s %10.0f /s  %10.0f /s  %7.2f%n", "GET " + path, ours, theirs, ours / theirs);
        }
    }

    private static double requestsPerSecond(int port, String path, String token) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            AtomicLong done = new AtomicLong();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                clients.add(threads.submit(() -> {
                    request(port, path, token, end, done);
                    return null;
                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
            return done.get() / (double) SECONDS;
        } finally {
            threads.shutdown();
        }
    }

    private static void request(int port, String path, String token, long end, AtomicLong done) throws IOException {
        byte[] request = head(path, token);
        byte[] buffer = new byte[64 * 1024];
        try (Socket socket = new Socket("localhost", port)) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            int length = -1;
            while (System.nanoTime() < end) {
                socket.getOutputStream().write(request);
                int read = 0;
                do {
                    read += in.read(buffer, read, buffer.length - read);
                    if (length < 0) {
                        length = responseLength(buffer, read);
                    }
                } while (length < 0 || read < length);
                done.incrementAndGet();
            }
        }
    }

    /** Length of a response with its head, once that is there; all of one path are equally long. */
    private static int responseLength(byte[] bytes, int read) {
        String text = new String(bytes, 0, read, StandardCharsets.ISO_8859_1);
        int body = text.indexOf("\r\n\r\n");
        if (body < 0) {
            return -1;
        }
        int from = text.indexOf("Content-Length: ") + "Content-Length: ".length();
        return body + 4 + Integer.parseInt(text.substring(from, text.indexOf('\r', from)));
    }

    private static byte[] head(String path, String token) {
        return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void compareDownloads(Fixture fixture, Path directory, long id) throws Exception {
        LogWriter writer = fixture.logs.create(id).writer();
        for (int i = 0; i < LINES; i++) {
            byte[] line = LINE.formatted(i).getBytes(StandardCharsets.US_ASCII);
            writer.line(RecordKind.OUTPUT, Instant.now(), false, line, 0, line.length);
            if (i % 10_000 == 0) {
                writer.commit(Checkpoint.START);
            }
        }
        writer.complete(Checkpoint.START);
        Path copy = directory.resolve("copy");
        try (InputStream in = download(fixture.server.port(), "/api/logs/" + id + "/text", fixture.signIn.token());
                OutputStream out = Files.newOutputStream(copy)) {
            in.transferTo(out);
        }
        HttpHandler bare = new BlockingHandler(exchange -> Files.copy(copy, exchange.getOutputStream()));
        try (Bare other = new Bare(bare)) {
            double[] ours = new double[DOWNLOADS];
            double[] theirs = new double[DOWNLOADS];
            for (int round = 0; round < DOWNLOADS; round++) {
                ours[round] =
                        megabytesPerSecond(fixture.server.port(), "/api/logs/" + id + "/text", fixture.signIn.token());
                theirs[round] = megabytesPerSecond(other.port(), "/", fixture.signIn.token());
            }
            System.out.printf(
                    "%-40s %9.0f MB/s %9.0f MB/s  %7.2f%n",
                    "GET text of 1 M lines, masked", median(ours), median(theirs), median(ours) / median(theirs));
        }
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static InputStream download(int port, String path, String token) throws IOException {
        Socket socket = new Socket("localhost", port);
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        for (int last = 0, read; (read = in.read()) >= 0; ) {
            last = last << 8 | read;
            if (last == 0x0d0a0d0a) {
                break;
            }
        }
        return in;
    }

    private static double megabytesPerSecond(int port, String path, String token) throws IOException {
        long start = System.nanoTime();
        long bytes = 0;
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = download(port, path, token)) {
            for (int read; (read = in.read(buffer)) >= 0; ) {
                bytes += read;
            }
        }
        return bytes / 1e6 / ((System.nanoTime() - start) / 1e9);
    }

    // ---- a thousand viewers --------------------------------------------------------------------------------------

    private static void viewers(Fixture fixture, long id) throws Exception {
        int lines = SECONDS * 2 * LINES_PER_SECOND;
        fixture.print(id, "0");
        ExecutorService threads = Executors.newCachedThreadPool();
        AtomicBoolean lost = new AtomicBoolean();
        AtomicInteger finished = new AtomicInteger();
        CountDownLatch ready = new CountDownLatch(VIEWERS);
        // Every 50th viewer parses what it gets; the others only count lines, or the measuring would be what is
        // measured.
        List<Long> lags = Collections.synchronizedList(new ArrayList<>());
        Runtime runtime = Runtime.getRuntime();
        runtime.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < VIEWERS; i++) {
            boolean measures = i % 50 == 0;
            all.add(threads.submit(() -> {
                view(fixture, id, lines, measures, ready, lags, lost);
                finished.incrementAndGet();
                return null;
            }));
        }
        ready.await();
        long start = System.nanoTime();
        double cpuBefore = cpuSeconds();
        for (int i = 0; i < lines; i += 10) {
            long due = start + TimeUnit.SECONDS.toNanos(1) * i / LINES_PER_SECOND;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            String[] batch = new String[10];
            Arrays.fill(batch, String.valueOf(System.nanoTime()));
            fixture.print(id, batch);
        }
        double cpu = (cpuSeconds() - cpuBefore) / ((System.nanoTime() - start) / 1e9);
        long used = runtime.totalMemory() - runtime.freeMemory();
        fixture.logs.create(id).writer().complete(Checkpoint.START);
        for (Future<?> viewer : all) {
            viewer.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();
        long[] sorted = lags.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                "%d viewers at %d lines/s: lag p50 %d ms, p99 %d ms, worst %d ms; all lines to all: %s; heap before %d MB, during %d MB; %.1f processors (both with the viewers' own)%n",
                VIEWERS,
                LINES_PER_SECOND,
                sorted[sorted.length / 2] / 1_000_000,
                sorted[sorted.length * 99 / 100] / 1_000_000,
                sorted[sorted.length - 1] / 1_000_000,
                !lost.get() && finished.get() == VIEWERS,
                before >> 20,
                used >> 20,
                cpu);
    }

    private static double cpuSeconds() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }

    private static void view(
            Fixture fixture,
            long id,
            int lines,
            boolean measures,
            CountDownLatch ready,
            List<Long> lags,
            AtomicBoolean lost)
            throws Exception {
        try (Socket socket = new Socket("localhost", fixture.server.port())) {
            socket.getOutputStream().write(head("/api/logs/" + id + "/stream", fixture.signIn.token()));
            int seen = measures ? parse(socket.getInputStream(), ready, lags) : count(socket.getInputStream(), ready);
            if (seen != lines + 1) {
                lost.set(true);
            }
        }
    }

    /** Reads a stream to its end as a browser does; returns the number of lines. */
    private static int parse(InputStream stream, CountDownLatch ready, List<Long> lags) throws IOException {
        int lines = 0;
        BufferedReader in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        for (String line; (line = in.readLine()) != null && !line.equals("event: end"); ) {
            if (line.startsWith("data: ")) {
                long now = System.nanoTime();
                for (JsonNode told : Json.MAPPER.readTree(line.substring(6))) {
                    if (lines++ == 0) {
                        ready.countDown();
                    } else {
                        lags.add(now - told.get("text").asLong());
                    }
                }
            }
        }
        return lines;
    }

    /** Reads a stream to its end; returns the number of lines, which is that of the objects in it, without the end's. */
    private static int count(InputStream stream, CountDownLatch ready) throws IOException {
        int objects = 0;
        byte[] buffer = new byte[16 * 1024];
        byte last = 0;
        for (int read; (read = stream.read(buffer)) > 0; ) {
            for (int i = 0; i < read; i++) {
                if (buffer[i] == '{' && objects++ == 0) {
                    ready.countDown();
                } else if (buffer[i] == '}' && last == '{') {
                    return objects - 1;
                }
                last = buffer[i];
            }
        }
        return objects;
    }

    /** A server with nothing but a handler. */
    private static final class Bare implements AutoCloseable {
        private final Undertow undertow;

        Bare(HttpHandler handler) {
            undertow = Undertow.builder()
                    .addHttpListener(0, "localhost")
                    .setIoThreads(2)
                    .setWorkerThreads(16)
                    .setHandler(handler)
                    .build();
            undertow.start();
        }

        int port() {
            return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
        }

        @Override
        public void close() {
            undertow.stop();
        }
    }
}
