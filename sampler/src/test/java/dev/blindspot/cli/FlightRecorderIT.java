package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.blindspot.detect.Report;
import dev.blindspot.elf.GoBuilds;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.proc.CgroupReader;
import dev.blindspot.live.GoTarget;
import dev.blindspot.model.Finding;
import dev.blindspot.model.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target that runs into its cgroup's limit and is killed: the flight recorder has the picture at the peak. */
class FlightRecorderIT {
    private static final String LIMIT = "134217728";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void theSealedFileNamesWhatGrewUpToTheEnd() throws Exception {
        Path group = limitedCgroup();
        try (GoTarget target = GoTarget.start("oomgrower", GoBuilds.newest(), "plain")) {
            Files.writeString(group.resolve("cgroup.procs"), Integer.toString(target.pid()));
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
            assertTrue(before.compareTo(Duration.ofSeconds(1)) <= 0, "the last ledger is from " + before + " before");
        } finally {
            Files.delete(group);
        }
    }

    /** A memory cgroup below this process's own, or no test. */
    private static Path limitedCgroup() throws IOException {
        int self = (int) ProcessHandle.current().pid();
        String membership = Files.readString(Path.of("/proc/self/cgroup"));
        try (CgroupReader own = CgroupReader.of(self, membership, new ReadCost())) {
            if (own == null) {
                return abort("no memory controller in sight");
            }
            Path group = Path.of(own.location().directory(), "blindspot-flight-" + self);
            Files.createDirectory(group);
            boolean second = own.location().version() == 2;
            Path limit = group.resolve(second ? "memory.max" : "memory.limit_in_bytes");
            if (!Files.isWritable(limit)) {
                Files.delete(group);
                return abort("the memory controller is not delegated to where this test runs");
            }
            Files.writeString(limit, LIMIT);
            return group;
        } catch (IOException e) {
            System.err.println("skipped: " + e);
            return abort("no cgroup may be made: " + e.getMessage());
        }
    }
}
