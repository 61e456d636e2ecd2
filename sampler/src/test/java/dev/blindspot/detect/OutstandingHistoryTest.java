package dev.blindspot.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.model.Interval;
import dev.blindspot.recording.RecordingFixture;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutstandingHistoryTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void alongWindowIsKeptAtFewPointsAndEndsWithTheLast() {
        for (int seconds : new int[] {1, 254, 255, 256, 257, 1000, 1023, 5000}) {
            OutstandingHistory history = new OutstandingHistory(SECOND);
            for (int i = 0; i < seconds; i++) {
                history.add(interval(i));
            }

            List<Window.SiteSeries> all = history.series(SECOND * (seconds + 1), id -> null);

            Series bytes = all.getFirst().bytes();
            assertTrue(bytes.nanos().length <= OutstandingHistory.MOST_POINTS + 1);
            assertEquals(-4096.0 * seconds, bytes.last());
            assertEquals(SECOND * (seconds + 1), bytes.nanos()[bytes.nanos().length - 1]);
            for (int i = 0; i < bytes.nanos().length; i++) {
                assertEquals(-4096.0 * (bytes.nanos()[i] / SECOND - 1) + 0.0, bytes.values()[i], "of " + seconds);
            }
        }
    }

    @Test
    void aSiteThatComesLateIsZeroBefore() {
        OutstandingHistory history = new OutstandingHistory(0);
        SyntheticHistory synthetic = new SyntheticHistory(-1).stack(1, "main.late");
        for (int second = 0; second < 700; second++) {
            if (second >= 400) {
                synthetic.map(1, 4096);
            }
            synthetic.second();
        }
        synthetic.intervals().forEach(history::add);

        Series bytes = history.series(700 * SECOND, id -> null).getFirst().bytes();

        assertEquals(0, bytes.at(399 * SECOND));
        assertEquals(300 * 4096.0, bytes.last());
        for (int i = 0; i < bytes.nanos().length; i++) {
            assertEquals(Math.max(0, 4096.0 * (bytes.nanos()[i] / SECOND - 400)), bytes.values()[i]);
        }
    }

    private static Interval interval(int second) {
        return RecordingFixture.interval(second);
    }
}
