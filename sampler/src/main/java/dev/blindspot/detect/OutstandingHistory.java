package dev.blindspot.detect;

import dev.blindspot.model.CallSiteDelta;
import dev.blindspot.model.Interval;
import dev.blindspot.model.MappingKind;
import dev.blindspot.model.RecordedStack;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How each call site's outstanding bytes and count went, at no more than {@value #MOST_POINTS} times: when they are
 * full, every second one is dropped and from then on only every second interval is noted.
 *
 * <p>Threads: one.
 */
final class OutstandingHistory {
    static final int MOST_POINTS = 256;

    private final Map<Key, Track> tracks = new HashMap<>();
    private long[] nanos;
    private int points;
    private int stride = 1;
    private int sinceLast;

    private record Key(int stackId, MappingKind kind) {}

    private static final class Track {
        private long bytes;
        private long count;
        private double[] byteValues = new double[8];
        private double[] countValues = new double[8];
        /** Points before this one are 0 and not kept. */
        private int firstPoint;

        private int kept;

        private void note() {
            if (kept == byteValues.length) {
                byteValues = Arrays.copyOf(byteValues, 2 * kept);
                countValues = Arrays.copyOf(countValues, 2 * kept);
            }
            byteValues[kept] = bytes;
            countValues[kept++] = count;
        }

        private void halve() {
            int offset = firstPoint % 2 == 0 ? 1 : 0;
            int left = 0;
            for (int i = offset; i < kept; i += 2) {
                byteValues[left] = byteValues[i];
                countValues[left++] = countValues[i];
            }
            kept = left;
            firstPoint = firstPoint / 2;
        }
    }

    OutstandingHistory(long startNanos) {
        nanos = new long[MOST_POINTS];
        nanos[points++] = startNanos;
    }

    void add(Interval interval) {
        for (CallSiteDelta delta : interval.callSites()) {
            if (delta.kind().isMapping()) {
                Track track = tracks.computeIfAbsent(new Key(delta.stackId(), delta.kind()), key -> newTrack());
                track.bytes += delta.outstandingBytes();
                track.count += delta.outstandingCount();
            }
        }
        if (++sinceLast < stride) {
            return;
        }
        sinceLast = 0;
        if (points == MOST_POINTS) {
            halve();
        }
        nanos[points++] = interval.endNanos();
        tracks.values().forEach(Track::note);
    }

    /** All of them, the state as of now as last point. */
    List<Window.SiteSeries> series(long endNanos, IntFunction<@Nullable RecordedStack> stacks) {
        List<Window.SiteSeries> all = new ArrayList<>(tracks.size());
        boolean behind = sinceLast > 0;
        int length = points + (behind ? 1 : 0);
        long[] times = Arrays.copyOf(nanos, length);
        if (behind) {
            times[points] = endNanos;
        }
        tracks.forEach((key, track) -> all.add(new Window.SiteSeries(
                stacks.apply(key.stackId()),
                key.kind(),
                Series.followed(times, values(track, track.byteValues, track.bytes, length)),
                Series.followed(times, values(track, track.countValues, track.count, length)))));
        return all;
    }

    private double[] values(Track track, double[] kept, long now, int length) {
        double[] values = new double[length];
        System.arraycopy(kept, 0, values, track.firstPoint, track.kept);
        if (length > points) {
            values[points] = now;
        }
        return values;
    }

    private Track newTrack() {
        Track track = new Track();
        track.firstPoint = points;
        return track;
    }

    /** Keeps the points of odd index, so that the newest stays. */
    private void halve() {
        for (int i = 0; i < points / 2; i++) {
            nanos[i] = nanos[2 * i + 1];
        }
        points /= 2;
        stride *= 2;
        tracks.values().forEach(Track::halve);
    }
}
