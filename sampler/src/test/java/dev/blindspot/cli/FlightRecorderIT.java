package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.detect.Report;
import dev.blindspot.elf.GoBuilds;
import dev.blindspot.live.GoTarget;
import dev.blindspot.live.MemoryCgroup;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Ledger;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target that runs into its cgroup's limit and is killed: the flight recorder has the picture at the peak. */
class FlightRecorderIT {
    private static final long LIMIT_BYTES = 128 << 20;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void theSealedFileNamesWhatGrewUpToTheEnd() throws Exception {
        try (MemoryCgroup group = MemoryCgroup.limitedTo(LIMIT_BYTES);
                GoTarget target = GoTarget.start("oomgrower", GoBuilds.newest(), "plain", "-size", "262144")) {
            group.take(target.pid());
            Recording recording = Recording.of(target, directory, "--until-oom");
            target.go();
            Report report = recording.awaitEnd();
            assertEquals("oom-killed", report.reason());
            assertTrue(report.notes().stream().anyMatch(note -> note.code().equals("oom-killed")));
            Finding finding = report.findings().getFirst();
            assertEquals("mmap-growth", finding.id());
            assertTrue(finding.title().startsWith("main.grow "), finding.title());
            Ledger last = report.ledgers().getLast();
            assertTrue(last.scannedBytes() > 100L << 20, "the last ledger has " + last.scannedBytes());
            Duration before = Duration.between(last.at(), report.endAt());
            assertTrue(before.compareTo(Duration.ofSeconds(3)) <= 0, "the last ledger is from " + before + " before");
        }
    }
}
