package dev.blindspot.aggregate;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One gauge over time. */
public record GaugeSeries(String name, String unit, List<Point> points) {
    public GaugeSeries {
        points = List.copyOf(points);
    }

    /** A value as of an interval's end; null where it could not be read. */
    public record Point(Instant at, @Nullable Double value) {}
}
