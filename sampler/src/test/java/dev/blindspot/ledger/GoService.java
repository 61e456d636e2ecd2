package dev.blindspot.ledger;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real Go service as Debian ships it, or no test; where the environment demands live tests, a failure. */
final class GoService {
    private GoService() {}

    static String prometheus() throws IOException, InterruptedException {
        Path script = Path.of("..", "scripts", "debian-service.sh");
        if (!Files.isExecutable(script)) {
            return missing(script + " is not there");
        }
        Process process = new ProcessBuilder(script.toString(), "prometheus", "bookworm")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return process.waitFor() == 0 ? output : missing("prometheus cannot be had here");
    }

    private static String missing(String reason) {
        System.err.println("skipped: " + reason);
        return "1".equals(System.getenv("BLINDSPOT_REQUIRE_PRIVILEGE")) ? fail(reason) : abort(reason);
    }
}
