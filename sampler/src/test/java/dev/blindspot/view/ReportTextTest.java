package dev.blindspot.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.detect.Report;
import dev.blindspot.detect.ReportFixture;
import dev.blindspot.detect.SyntheticHistory;
import org.junit.jupiter.api.Test;

class ReportTextTest {
    private static final long MIB = 1 << 20;
    private static final String LONG_NAME =
            "example.org/a/module/with/a/long/path/cache.(*shardedTableOfEntries).growTheTableOfThisShardAndRehashIt";

    private static Report leaking() {
        SyntheticHistory history = new SyntheticHistory(-1)
                .stack(1, "main.leak", "main.serve")
                .stack(2, "main.leak", "main.other")
                .stack(3, LONG_NAME, "main.main");
        history.map(3, 900 * MIB);
        for (int second = 0; second < 30; second++) {
            history.map(1, MIB).map(2, MIB / 2).second();
        }
        return history.report();
    }

    @Test
    void findingsComeFirstThenWhatTheyRestOn() {
        assertEquals("""
                app (pid 4711, go1.24.4, amd64), 30.0 s from 2026-03-04 05:06:07 UTC
                attached system-wide, stacks auto, sources mmap munmap

                Findings
                  suspect  mmap-growth  main.leak main.leak.go:10
                    main.leak maps memory and does not unmap it: 45.0 MiB (47,185,920 bytes) in 60 mappings,
                    +1.5 MiB/s
                    ← main.serve main.serve.go:10
                    the largest of 2 stacks
                    → Call syscall.Munmap on each slice mapped at main.leak.go:10 once it is no longer used, or map
                      once and reuse. The garbage collector does not do it.
                  info  mmap-growth  cache.(*shardedTableOfEntries).growTheT…rowTheTableOfThisShardAndRehashIt.go:10
                    cache.(*shardedTableOfEntries).growTheTableOfThisShardAndRehashIt holds memory it mapped; it
                    does not keep growing: 900.0 MiB (943,718,400 bytes) in 1 mapping
                    ← main.main main.main.go:10

                Call sites: mapped in this window, and what of it is still mapped
                  OUTSTANDING  COUNT     MAPPED  CALLS  KIND       CALL SITE
                    900.0 MiB      1  900.0 MiB      1  mmap.anon  cache.(*shardedTableOfEn…isShardAndRehashIt.go:10
                     45.0 MiB     60   45.0 MiB     60  mmap.anon  main.leak main.leak.go:10

                Cost
                  own CPU 210.0 ms, in the target about 270.0 µs, stopped 0 ns; 360 reads of 101.3 KiB, longest one
                  under the target's lock 80.0 µs
                """, ReportText.of(leaking(), false));
    }

    @Test
    void everyPartThatHasSomethingIsShown() {
        assertEquals("""
                app (pid 4711, go1.24.4, amd64), 3.0 s from 2026-03-04 05:06:07 UTC
                attached system-wide, stacks auto, sources mmap munmap

                Findings
                  none

                Call sites: mapped in this window, and what of it is still mapped
                  OUTSTANDING  COUNT    MAPPED  CALLS  KIND       CALL SITE
                   ~-12.0 KiB    ~-3  ~3.0 MiB     ~6  mmap.anon  [Go runtime] main.leak main.go:17
                  ~ estimated from sampled stacks

                Page faults: who touched memory first
                   TOUCHED  FAULTS  CALL SITE
                  12.0 KiB       3  (no stack)

                Libraries opened and closed
                  OPEN  CALLS  FAILED  UNMAPPED NOTHING  CALL    FILE       CALL SITE
                     0      6       2                    dlopen  libm.so.6  main.leak main.go:17

                Finalizers, cleanups and plugins: who asked for them
                  CALLS  CALL         FUNCTION  CALL SITE
                     14  add_cleanup  (none)    main.leak main.go:17

                Histograms
                  HISTOGRAM  COUNT       MEAN        P50        P90        P99        MAX
                  mmap.size    300  202.1 KiB  200.1 KiB  360.2 KiB  396.2 KiB  400.2 KiB

                Resident memory by category, 2 snapshots
                     FIRST   HIGHEST      LAST  CHANGE  CATEGORY
                  64.0 MiB  64.0 MiB  64.0 MiB     0 B  mmap.anon
                   8.0 KiB   8.0 KiB   8.0 KiB     0 B  unattributed
                  64.0 MiB  64.0 MiB  64.0 MiB     0 B  sum

                Gauges
                  FIRST  LAST  GAUGE
                      9     9  threads
                      ?     ?  goroutines

                Lost events
                    COUNT  SOURCE  FROM                     TO
                        9  mmap    2026-03-04 05:06:07 UTC  2026-03-04 05:06:10 UTC
                  unknown  fault   2026-03-04 05:06:07 UTC  2026-03-04 05:06:10 UTC

                Cost
                  own CPU 21.0 ms, in the target about 27.0 µs, stopped 0 ns; 36 reads of 10.1 KiB, longest one
                  under the target's lock 80.0 µs

                Notes
                  - 2 events came late
                  - lost fault samples of other processes are counted too, so the losses of source fault are an
                    upper bound; how many faults the target had is in the gauges minflt and majflt
                """, ReportText.of(ReportFixture.report(), false));
    }

    @Test
    void noLineIsLongerThanATerminal() {
        ReportText.of(leaking(), false).lines().forEach(line -> assertTrue(line.length() <= 100, line));
    }

    @Test
    void colourIsThereOnlyWhenAskedFor() {
        assertFalse(ReportText.of(leaking(), false).contains("\033"));

        String coloured = ReportText.of(leaking(), true);

        assertTrue(coloured.contains("\033[1;33msuspect\033[0m"), coloured);
        assertEquals(ReportText.of(leaking(), false), coloured.replaceAll("\033\\[[0-9;]*m", ""));
    }
}
