package dev.blindspot.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.elf.GoBuilds;
import dev.blindspot.live.GoTarget;
import dev.blindspot.live.Privilege;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve --tls}: only who shows a certificate that a trusted authority has signed is answered. */
class ServeTlsIT {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    @TempDir
    private Path directory = Path.of("");

    private static HttpResponse<String> get(String url, SSLContext context) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newBuilder().sslContext(context).build()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(url)).timeout(LONGEST).build(), BodyHandlers.ofString());
        }
    }

    private Process serve(String pid, Path keys) throws IOException {
        Path password = Files.writeString(directory.resolve("password"), Certificates.PASSWORD + "\n");
        return Blindspot.start(
                directory,
                "serve",
                pid,
                "--listen",
                "0.0.0.0:0",
                "--tls",
                keys.toString(),
                "--tls-password-file",
                password.toString());
    }

    @Test
    void aClientCertificateIsAskedFor() throws Exception {
        Privilege.tracing();
        Certificates authority = new Certificates(directory, "authority");
        Path server = authority.signed("server");
        Path client = authority.signed("client");
        Path stranger = new Certificates(directory, "elsewhere").signed("stranger");
        try (GoTarget target = GoTarget.start("mmaptruth", GoBuilds.oldest(), "plain")) {
            Process serve = serve(String.valueOf(target.pid()), server);
            try {
                String url = ServeIT.url(serve.errorReader()).replace("0.0.0.0", "127.0.0.1");
                assertTrue(url.startsWith("https://"), url);
                HttpResponse<String> answer = get(url, Certificates.context(client, client, true));
                assertEquals(200, answer.statusCode());
                assertTrue(answer.body().contains("process_resident_memory_bytes{"));
                SSLContext silent = Certificates.context(client, client, false);
                assertThrows(IOException.class, () -> get(url, silent));
                SSLContext strange = Certificates.context(client, stranger, true);
                assertThrows(IOException.class, () -> get(url, strange));
                assertThrows(IOException.class, () -> get(url.replace("https:", "http:"), silent));
                // Refusals have cost nobody anything.
                assertEquals(
                        200,
                        get(url, Certificates.context(client, client, true)).statusCode());
                serve.destroy();
                assertEquals(0, serve.waitFor());
            } finally {
                serve.destroyForcibly().waitFor();
            }
        }
    }

    /** A file that trusts nobody would refuse everybody. */
    @Test
    void aFileWithoutAuthoritiesIsRefused() throws Exception {
        new Certificates(directory, "alone");
        Process serve = serve(String.valueOf(ProcessHandle.current().pid()), directory.resolve("alone.p12"));
        String said = Objects.requireNonNull(serve.errorReader().readLine());
        assertEquals(2, serve.waitFor());
        assertTrue(said.contains("--tls") && said.contains("authority"), said);
    }
}
