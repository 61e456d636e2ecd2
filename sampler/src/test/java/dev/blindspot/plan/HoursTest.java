package dev.blindspot.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.model.RecordingInfo;
import dev.blindspot.recording.RecordedItem;
import dev.blindspot.recording.RecordingReader;
import dev.blindspot.recording.RecordingWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hours of intervals stay within the size limit, and the plan made of what is left is that of all of them. */
class HoursTest {
    private static final int SECONDS = 2 * 3600;
    private static final long MOST_BYTES = 256 << 10;
    private static final long MIB = 1 << 20;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void theyAreBoundedAndPlanTheSame() throws IOException {
        Path file = directory.resolve("hours.bsp");
        RecordingInfo info = PlanFixture.info(null);
        PlanFixture fixture = new PlanFixture();
        PlanBuilder all = new PlanBuilder(8L << 30, null);
        all.begin(info);
        try (RecordingWriter writer = RecordingWriter.create(file, info, MOST_BYTES)) {
            for (int second = 0; second < SECONDS; second++) {
                var interval = fixture.interval(
                        second, (200 + second * 7 % 40) * MIB, 50 * MIB + second * 64L * 1024, (double) (second % 100));
                all.add(interval);
                writer.write(interval);
            }
            assertTrue(writer.size() <= MOST_BYTES * 5 / 4, writer.size() + " bytes");
        }
        assertTrue(Files.size(file) <= MOST_BYTES * 5 / 4);

        PlanBuilder kept = new PlanBuilder(8L << 30, null);
        kept.begin(info);
        int intervals = 0;
        try (RecordingReader reader = RecordingReader.open(file)) {
            for (RecordedItem item = reader.next(); item != null; item = reader.next()) {
                if (item instanceof RecordedItem.OfInterval(var interval)) {
                    kept.add(interval);
                    intervals++;
                }
            }
        }
        assertTrue(intervals < SECONDS / 2, intervals + " intervals");
        Plan expected = all.build();
        Plan plan = kept.build();
        assertEquals(expected.peak(), plan.peak());
        assertEquals(Verdict.GROWING, plan.verdict());
        assertEquals(expected.endAt(), plan.endAt());
        double truth = Objects.requireNonNull(expected.timeToLimit()).nanos();
        assertEquals(truth, Objects.requireNonNull(plan.timeToLimit()).nanos(), 0.1 * truth);
    }
}
