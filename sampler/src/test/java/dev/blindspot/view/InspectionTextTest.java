package dev.blindspot.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.model.Inspection;
import dev.blindspot.recording.RecordingFixture;
import java.util.List;
import org.junit.jupiter.api.Test;

class InspectionTextTest {
    private static final Inspection INSPECTION = withoutRuntime(RecordingFixture.inspection(RecordingFixture.START));

    @Test
    void oneLook() {
        assertEquals("""
                app (pid 4711, go1.24.4, amd64), 2026-03-04 05:06:07 UTC
                /srv/app

                Findings
                  suspect  thread-growth  main.leak main.go:17
                    12 threads more: 8.0 MiB (8,388,608 bytes) in 12 threads, +2 B/s
                    ← 0xfffffffffffff000 in [unknown]
                    incomplete: events were lost, it may be more or less
                    → End them.

                Resident memory by category
                  RESIDENT     MAPPED     SWAP  MAPPINGS  CATEGORY
                  64.0 MiB  128.0 MiB  4.0 KiB         3  mmap.anon
                   8.0 KiB    8.0 KiB      0 B         1  unattributed
                  64.0 MiB                                sum
                  VmRSS 64.0 MiB (67,108,864 bytes); the sum differs by +8.0 KiB, the process went on meanwhile

                Cgroup /app.slice
                     BYTES  OF
                  80.0 MiB  all, without a limit
                   1.0 MiB  outside this process
                  60.0 MiB  anon

                Threads
                  9 in all, 1 in C, stacks 32.0 KiB resident

                Cost
                  own CPU 7.0 ms, in the target about 9.0 µs, stopped 0 ns; 12 reads of 3.4 KiB, longest one under
                  the target's lock 80.0 µs

                Notes
                  - the heap is not read
                """, InspectionText.of(INSPECTION, null, false));
    }

    @Test
    void ofTwoLooksTheChangeIsShown() {
        Inspection before = with(RecordingFixture.ledger(RecordingFixture.START.minusSeconds(10), 60 << 20));

        String text = InspectionText.of(INSPECTION, before, false);

        assertTrue(text.contains("""
                        Change since 2026-03-04 05:05:57 UTC
                             FIRST   HIGHEST      LAST    CHANGE  CATEGORY
                          60.0 MiB  64.0 MiB  64.0 MiB  +4.0 MiB  mmap.anon
                           8.0 KiB   8.0 KiB   8.0 KiB       0 B  unattributed
                          60.0 MiB  64.0 MiB  64.0 MiB  +4.0 MiB  sum
                        """), text);
    }

    private static Inspection withoutRuntime(Inspection look) {
        return new Inspection(
                look.blindspotVersion(),
                look.takenAt(),
                look.durationNanos(),
                look.target(),
                look.cost(),
                look.notes(),
                look.findings(),
                look.ledger(),
                look.cgroup(),
                look.threads(),
                null,
                null);
    }

    private static Inspection with(dev.blindspot.model.Ledger ledger) {
        return new Inspection(
                INSPECTION.blindspotVersion(),
                ledger.at(),
                1,
                INSPECTION.target(),
                INSPECTION.cost(),
                List.of(),
                List.of(),
                ledger,
                null,
                null,
                null,
                null);
    }
}
