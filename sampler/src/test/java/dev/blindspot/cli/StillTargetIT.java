package dev.blindspot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.aggregate.GaugeSeries;
import dev.blindspot.detect.Report;
import dev.blindspot.elf.GoBuilds;
import dev.blindspot.export.RecordedReport;
import dev.blindspot.live.GoTarget;
import dev.blindspot.live.Privilege;
import dev.blindspot.model.Ledger;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded of a process that does nothing: it is not read again, and all there is to tell is told nevertheless. */
class StillTargetIT {
    private static final int INTERVALS = 8;

    /** It may still have run while it was looked at first. */
    private static final int ENOUGH = INTERVALS - 2;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void everyIntervalHasALedgerAndTheRuntimesGauges() throws Exception {
        Privilege.tracing();
        Path file = directory.resolve("still.bsp");
        try (GoTarget target = GoTarget.start("idle", GoBuilds.newest(), "plain")) {
            Cli.Ran ran = Cli.here(
                    "record",
                    String.valueOf(target.pid()),
                    "-i",
                    "500ms",
                    "-d",
                    INTERVALS / 2 + "s",
                    "-o",
                    file.toString());
            assertEquals(0, ran.exit(), ran.err());
        }
        Report report = RecordedReport.read(file);

        List<Ledger> ledgers = report.ledgers();
        assertTrue(ledgers.size() >= ENOUGH, ledgers.size() + " ledgers");
        assertEquals(
                ledgers.size(),
                new HashSet<>(ledgers.stream().map(Ledger::at).toList()).size(),
                "each has its own time");
        GaugeSeries goroutines = report.gauges().stream()
                .filter(series -> series.name().equals("goroutines"))
                .findFirst()
                .orElseThrow();
        assertTrue(goroutines.points().size() >= ENOUGH, goroutines.toString());
        assertTrue(goroutines.points().stream().allMatch(point -> point.value() != null), goroutines.toString());
    }
}
