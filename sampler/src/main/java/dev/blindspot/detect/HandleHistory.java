package dev.blindspot.detect;

import dev.blindspot.model.CallKind;
import dev.blindspot.model.Interval;
import dev.blindspot.model.TracedCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many handles of each file were open, interval by interval: a point where the number changed, and before it.
 *
 * <p>Threads: one.
 */
final class HandleHistory {
    /** Of more, every second one is dropped. */
    private static final int MOST_POINTS = 512;

    private record Point(long nanos, double open) {}

    private final long startNanos;
    private final Map<String, List<Point>> files = new HashMap<>();

    HandleHistory(long startNanos) {
        this.startNanos = startNanos;
    }

    void add(Interval interval) {
        Map<String, Long> changes = new HashMap<>();
        for (TracedCall call : interval.calls()) {
            if (call.kind() == CallKind.DLOPEN && call.open() != 0) {
                changes.merge(name(call.file()), call.open(), Long::sum);
            }
        }
        changes.forEach((file, change) -> change(file, change, interval.startNanos(), interval.endNanos()));
    }

    private void change(String file, long change, long beforeNanos, long afterNanos) {
        List<Point> points = files.computeIfAbsent(file, made -> new ArrayList<>(List.of(new Point(startNanos, 0))));
        double open = points.getLast().open();
        if (points.getLast().nanos() < beforeNanos) {
            points.add(new Point(beforeNanos, open));
        }
        points.add(new Point(afterNanos, open + change));
        if (points.size() > MOST_POINTS) {
            List<Point> kept = new ArrayList<>();
            for (int i = 1; i < points.size(); i += 2) {
                kept.add(points.get(i));
            }
            points.clear();
            points.addAll(kept);
        }
    }

    /** What a file is called here. */
    static String name(@Nullable String file) {
        return file == null ? "[unknown]" : file;
    }

    /** The open handles of each file, by {@link #name}. */
    Map<String, Series> series() {
        Map<String, Series> all = new HashMap<>();
        files.forEach((file, points) -> all.put(
                file,
                Series.followed(
                        points.stream().mapToLong(Point::nanos).toArray(),
                        points.stream().mapToDouble(Point::open).toArray())));
        return all;
    }
}
