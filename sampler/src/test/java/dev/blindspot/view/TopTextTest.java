package dev.blindspot.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.detect.Report;
import dev.blindspot.detect.ReportFixture;
import dev.blindspot.detect.SyntheticHistory;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopTextTest {
    private static final long MIB = 1 << 20;

    private static Report leaking(int seconds) {
        SyntheticHistory history = new SyntheticHistory(-1)
                .stack(1, "main.leak", "main.serve")
                .stack(2, "main.leak", "main.other")
                .stack(3, "main.keep", "main.main");
        history.map(3, 900 * MIB);
        for (int second = 0; second < seconds; second++) {
            history.map(1, MIB).map(2, MIB / 2).second();
        }
        return history.report();
    }

    @Test
    void whatEachGainedASecondIsSinceTheReportBefore() {
        assertEquals("""
                app (pid 4711, go1.24.4, amd64)  30.0 s


                suspect  mmap-growth  main.leak main.leak.go:10  45.0 MiB  in 60  +1.5 MiB/s
                info  mmap-growth  main.keep main.keep.go:10  900.0 MiB  in 1  0 B/s

                  OUTSTANDING  GAINED/S  COUNT  CALLS/S  KIND       CALL SITE
                    900.0 MiB       0 B      1        0  mmap.anon  main.keep main.keep.go:10
                     45.0 MiB  +1.5 MiB     60        2  mmap.anon  main.leak main.leak.go:10

                own CPU 0.7 %, in the target about 0.0 % of one core; q quits""", String.join("\n", TopText.of(leaking(30), leaking(28), 40, 100, "; q quits", false)));
    }

    @Test
    void everyPartThatHasSomethingIsShown() {
        assertEquals("""
                app (pid 4711, go1.24.4, amd64)  3.0 s
                threads 9  goroutines ?

                leak  finalizer-goroutine-blocked  main.leak main.go:17  in 3
                suspect  finalizer-cycle  main.leak main.go:17  128 B  in 2

                  OUTSTANDING  GAINED/S  COUNT  CALLS/S  KIND       CALL SITE
                   ~-12.0 KiB               -3           mmap.anon  [Go runtime] main.leak main.go:17

                  RESIDENT  SINCE START  CATEGORY
                  64.0 MiB          0 B  mmap.anon
                   8.0 KiB          0 B  unattributed

                events were lost: mmap 9, fault an unknown number
                own CPU 0.7 %, in the target about 0.0 % of one core""", String.join("\n", TopText.of(ReportFixture.report(), null, 40, 100, "", false)));
    }

    @Test
    void itFitsIntoWhateverScreenThereIs() {
        Report report = leaking(30);
        for (int rows = 1; rows < 30; rows++) {
            for (int columns : new int[] {1, 20, 79}) {
                List<String> lines = TopText.of(report, report, rows, columns, "; q quits", false);
                assertTrue(lines.size() <= rows, lines.size() + " lines on " + rows);
                lines.forEach(line -> assertTrue(line.length() <= columns, line));
            }
        }
    }

    @Test
    void colourIsThereOnlyWhenAskedFor() {
        List<String> plain = TopText.of(leaking(30), null, 40, 100, "", false);
        assertFalse(String.join("", plain).contains("\033"));
        assertEquals(
                plain,
                TopText.of(leaking(30), null, 40, 100, "", true).stream()
                        .map(line -> line.replaceAll("\033\\[[0-9;]*m", ""))
                        .toList());
    }
}
