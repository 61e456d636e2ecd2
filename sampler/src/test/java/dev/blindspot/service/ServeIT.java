package dev.blindspot.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.blindspot.elf.GoBuilds;
import dev.blindspot.live.GoTarget;
import dev.blindspot.live.Privilege;
import dev.blindspot.live.Zombie;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve}: who may ask, what ends it, and that it pushes. */
class ServeIT {
    @TempDir
    private Path directory = Path.of("");

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void privilege() {
        Privilege.tracing();
    }

    private static GoTarget target() throws IOException {
        return GoTarget.start("mmaptruth", GoBuilds.oldest(), "plain");
    }

    /** Where it serves, by what it says first. */
    static String url(BufferedReader said) throws IOException {
        String line = Objects.requireNonNull(said.readLine());
        assertTrue(line.startsWith("blindspot: serving "), line);
        return line.substring(line.indexOf("http"));
    }

    private HttpResponse<String> get(String url, @Nullable String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static void end(Process serve) throws InterruptedException {
        serve.destroy();
        assertEquals(0, serve.waitFor());
    }

    @Test
    void aTokenIsAskedFor() throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "s3cret\n");
        try (GoTarget target = target()) {
            Process serve = Blindspot.start(
                    directory,
                    "serve",
                    String.valueOf(target.pid()),
                    "--listen",
                    "0.0.0.0:0",
                    "--token-file",
                    token.toString());
            try {
                String url = url(serve.errorReader()).replace("0.0.0.0", "127.0.0.1");
                assertEquals(401, get(url, null).statusCode());
                assertEquals(401, get(url, "Bearer s3cre").statusCode());
                HttpResponse<String> answer = get(url, "Bearer s3cret");
                assertEquals(200, answer.statusCode());
                assertTrue(answer.body().contains("process_resident_memory_bytes{"));
                end(serve);
            } finally {
                serve.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void anAddressThatOthersReachNeedsOne() throws Exception {
        Process serve = Blindspot.start(
                directory, "serve", String.valueOf(ProcessHandle.current().pid()), "--listen", "0.0.0.0:0");
        String said = Objects.requireNonNull(serve.errorReader().readLine());
        assertEquals(2, serve.waitFor());
        assertTrue(said.contains("--token-file"), said);
    }

    /** A stop is short, and a look is made seldom where it is dear: some go unseen. */
    @Test
    void itStopsTheProcessForItsLooksWhereAsked() throws Exception {
        try (GoTarget target = target()) {
            Process serve = Blindspot.start(
                    directory,
                    "serve",
                    "--freeze",
                    String.valueOf(target.pid()),
                    "-i",
                    "100ms",
                    "--listen",
                    "127.0.0.1:0");
            try {
                HttpRequest request = HttpRequest.newBuilder(URI.create(url(serve.errorReader())))
                        .build();
                boolean wasTraced = false;
                long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
                while (!wasTraced && System.nanoTime() < limit) {
                    var answer = http.sendAsync(request, BodyHandlers.ofString());
                    while (!answer.isDone()) {
                        wasTraced |= isTraced(target);
                    }
                    assertEquals(200, answer.join().statusCode());
                }
                assertTrue(wasTraced, "no look saw it stopped");
                end(serve);
                assertFalse(isTraced(target));
            } finally {
                serve.destroyForcibly().waitFor();
            }
        }
    }

    private static boolean isTraced(GoTarget target) throws IOException {
        return !Files.readString(Path.of("/proc/" + target.pid() + "/status")).contains("TracerPid:\t0\n");
    }

    @Test
    void theSeriesOfWhatEndsGo() throws Exception {
        GoTarget one = target();
        try (one;
                GoTarget other = target()) {
            Process serve = Blindspot.start(
                    directory,
                    "serve",
                    String.valueOf(one.pid()),
                    String.valueOf(other.pid()),
                    "--listen",
                    "127.0.0.1:0");
            try {
                BufferedReader said = serve.errorReader();
                String url = url(said);
                String both = get(url, null).body();
                assertTrue(both.contains("pid=\"" + one.pid() + "\"") && both.contains("pid=\"" + other.pid() + "\""));
                one.end();
                String note = Objects.requireNonNull(said.readLine());
                assertTrue(note.contains(one.pid() + " (") && note.contains("ended"), note);
                String left = get(url, null).body();
                assertFalse(left.contains("pid=\"" + one.pid() + "\""));
                assertTrue(left.contains("pid=\"" + other.pid() + "\""));
                other.end();
                assertEquals(0, serve.waitFor());
            } finally {
                serve.destroyForcibly().waitFor();
            }
        }
    }

    /** Two of one name, one after the other, and a zombie between them that is passed over; started through the same link, so that no other process has it. */
    @Test
    void itGoesOnWithTheNextProcessOfTheName() throws Exception {
        String name = name();
        Path link = Files.createSymbolicLink(
                directory.resolve(name), GoBuilds.build("mmaptruth", GoBuilds.oldest(), "plain"));
        Process one = ready(link);
        Process next = one;
        Process serve =
                Blindspot.start(directory, "serve", "--name", "^" + name + "$", "--follow", "--listen", "127.0.0.1:0");
        try {
            BufferedReader said = serve.errorReader();
            String url = url(said);
            assertTrue(get(url, null).body().contains("pid=\"" + one.pid() + "\""));
            one.destroyForcibly().waitFor();
            assertTrue(String.valueOf(said.readLine()).contains(one.pid() + " (" + name + ") ended"));
            try (Zombie zombie = Zombie.named(name, directory)) {
                next = ready(link);
                String note = String.valueOf(said.readLine());
                assertTrue(note.contains("serving goes on with " + next.pid()), note);
                assertNotEquals(zombie.pid(), next.pid());
            }
            assertTrue(get(url, null).body().contains("pid=\"" + next.pid() + "\""));
            end(serve);
        } finally {
            serve.destroyForcibly().waitFor();
            one.destroyForcibly().waitFor();
            next.destroyForcibly().waitFor();
        }
    }

    /** Two of one name that are served: none takes the other's place, nor that which the other's successor has. */
    @Test
    void eachHasASuccessorOfItsOwn() throws Exception {
        Path link = Files.createSymbolicLink(
                directory.resolve(name()), GoBuilds.build("mmaptruth", GoBuilds.oldest(), "plain"));
        List<Process> processes = new ArrayList<>(List.of(ready(link), ready(link)));
        Process serve = Blindspot.start(
                directory,
                "serve",
                String.valueOf(processes.get(0).pid()),
                String.valueOf(processes.get(1).pid()),
                "--follow",
                "--listen",
                "127.0.0.1:0");
        try {
            BufferedReader said = serve.errorReader();
            String url = url(said);
            for (int ends = 0; ends < 2; ends++) {
                Process one = processes.get(ends);
                one.destroyForcibly().waitFor();
                assertTrue(String.valueOf(said.readLine()).contains(one.pid() + " ("));
                processes.add(ready(link));
                String note = String.valueOf(said.readLine());
                assertTrue(
                        note.contains(one.pid() + " ended; serving goes on with "
                                + processes.getLast().pid()),
                        note);
            }
            String body = get(url, null).body();
            assertTrue(body.contains("pid=\"" + processes.get(2).pid() + "\""));
            assertTrue(body.contains("pid=\"" + processes.get(3).pid() + "\""));
            end(serve);
        } finally {
            serve.destroyForcibly().waitFor();
            processes.forEach(Process::destroyForcibly);
        }
    }

    /** In its place, by the same path: only its memory tells. */
    @Test
    void aProcessThatBecomesAnotherProgramIsServedAnew() throws Exception {
        Path shell = Files.createSymbolicLink(
                directory.resolve(name()), Path.of("/bin/sh").toRealPath());
        Process process = new ProcessBuilder(
                        shell.toString(), "-c", "echo ready; read go; exec " + shell + " -c 'echo again; read end'")
                .start();
        assertEquals("ready", process.inputReader().readLine());
        Process serve = Blindspot.start(
                directory, "serve", String.valueOf(process.pid()), "--follow", "--listen", "127.0.0.1:0");
        try {
            BufferedReader said = serve.errorReader();
            String url = url(said);
            process.outputWriter().append('\n').flush();
            String note = String.valueOf(said.readLine());
            assertTrue(note.contains(process.pid() + " (" + name() + ") became another program"), note);
            String next = String.valueOf(said.readLine());
            assertTrue(next.contains("serving goes on with " + process.pid()), next);
            assertTrue(get(url, null).body().contains("pid=\"" + process.pid() + "\""));
            end(serve);
        } finally {
            serve.destroyForcibly().waitFor();
            process.destroyForcibly();
        }
    }

    /** No other process has it. */
    private static String name() {
        return "srv" + Long.toString(ProcessHandle.current().pid(), 36);
    }

    private Process ready(Path program) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program.toString());
        builder.environment().put("TMPDIR", directory.toString());
        Process process = builder.start();
        assertEquals("ready", process.inputReader().readLine());
        return process;
    }

    /** A receiver of OTLP that only keeps what it is sent: names and labels are text in it. */
    @Test
    void itPushesByOtlp() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/v1/metrics", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        try (GoTarget target = target()) {
            String otlp = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/v1/metrics";
            Process serve = Blindspot.start(
                    directory, "serve", String.valueOf(target.pid()), "--listen", "127.0.0.1:0", "--otlp", otlp);
            try {
                String body = Objects.requireNonNull(received.poll(60, TimeUnit.SECONDS), "nothing was pushed");
                for (String expected : new String[] {
                    "process_resident_memory_bytes",
                    "blindspot_ledger_resident_bytes",
                    "go.heap.objects",
                    "blindspot_reads_total",
                    String.valueOf(target.pid()),
                    target.comm()
                }) {
                    assertTrue(body.contains(expected), expected);
                }
                end(serve);
            } finally {
                serve.destroyForcibly().waitFor();
            }
        } finally {
            receiver.stop(0);
        }
    }
}
