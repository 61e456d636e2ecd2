package dev.blindspot.service;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A service as Debian ships it, running on loopback and asked some hundred times a second; ends when closed. */
final class DebianService implements AutoCloseable {
    private static final int CLIENTS = 2;
    private static final Load HEAVY = new Load(Duration.ofMillis(4), Duration.ofSeconds(90));

    private final DebianPackage what;
    private final Process process;
    private final int port;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private volatile boolean loaded = true;

    /**
     * What it is asked.
     *
     * @param pause of a client between two requests
     * @param longest it ends by itself after this
     */
    record Load(Duration pause, Duration longest) {}

    private DebianService(DebianPackage what, Process process, int port) {
        this.what = what;
        this.process = process;
        this.port = port;
    }

    /** Unpacks and starts it, and waits until it serves; skips the test where the package cannot be had. */
    static DebianService start(DebianPackage what, String suite, Path directory) throws Exception {
        return start(what, binary(what, suite), directory, HEAVY);
    }

    /** The same of an unpacked one, under another load. */
    static DebianService start(DebianPackage what, String binary, Path directory, Load load) throws Exception {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(binary));
        command.addAll(what.arguments(directory, port, freePort()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.directory(directory.toFile());
        for (String variable : List.of("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")) {
            builder.environment().put(variable, directory.toString());
        }
        DebianService service = new DebianService(what, builder.start(), port);
        try {
            service.awaitReady();
        } catch (Throwable e) {
            service.close();
            throw e;
        }
        for (int i = 0; i < CLIENTS; i++) {
            service.run("load", () -> service.load(load));
        }
        return service;
    }

    static String binary(DebianPackage what, String suite) throws IOException, InterruptedException {
        Process script = new ProcessBuilder("../scripts/debian-service.sh", what.packageName(), suite)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String path = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (script.waitFor() == 0) {
            return path;
        }
        String reason = what.packageName() + " of " + suite + " cannot be had here";
        System.err.println("skipped: " + reason);
        // Of the suites that come and go none can be demanded.
        boolean demanded = "1".equals(System.getenv("BLINDSPOT_REQUIRE_PRIVILEGE")) && suite.equals("bookworm");
        return demanded ? fail(reason) : abort(reason);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady() throws IOException {
        BufferedReader log = process.inputReader();
        StringBuilder said = new StringBuilder();
        String line = log.readLine();
        while (line != null && !line.contains(what.ready())) {
            said.append(line).append('\n');
            line = log.readLine();
        }
        if (line == null) {
            fail(what.packageName() + " ended: " + said);
        }
        run("log", () -> drain(log));
    }

    private void run(String name, Runnable task) {
        threads.add(Thread.ofPlatform().daemon().name(name).start(task));
    }

    private static void drain(BufferedReader log) {
        try {
            while (log.readLine() != null) {
                // Only so that it never has to wait for somebody to read.
            }
        } catch (IOException e) {
            // It was ended.
        }
    }

    private void load(Load how) {
        long end = System.nanoTime() + how.longest().toNanos();
        for (int number = 0; loaded && System.nanoTime() < end; number++) {
            ask(what.request(number));
            LockSupport.parkNanos(how.pause().toNanos());
        }
    }

    private void ask(DebianPackage.Request request) {
        try {
            URI uri = URI.create("http://127.0.0.1:" + port + request.path());
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setReadTimeout(10_000);
            if (!request.body().isEmpty()) {
                connection.setDoOutput(true);
                connection.getOutputStream().write(request.body().getBytes(StandardCharsets.UTF_8));
            }
            try (InputStream body = connection.getInputStream()) {
                body.readAllBytes();
            }
            answered.incrementAndGet();
        } catch (IOException e) {
            if (loaded) {
                throw new UncheckedIOException(e);
            }
        }
    }

    int pid() {
        return (int) process.pid();
    }

    /** Requests answered so far. */
    int answered() {
        return answered.get();
    }

    /** The process itself, no longer asked anything. */
    Process unloaded() throws InterruptedException {
        loaded = false;
        for (Thread thread : threads) {
            if (thread.getName().equals("load")) {
                thread.join();
            }
        }
        return process;
    }

    @Override
    public void close() {
        loaded = false;
        process.destroyForcibly();
        try {
            for (Thread thread : threads) {
                thread.join();
            }
            // Its files are in a directory that is deleted next.
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
