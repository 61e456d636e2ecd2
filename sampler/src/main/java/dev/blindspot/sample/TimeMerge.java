package dev.blindspot.sample;

import java.util.List;

/**
 * Hands on the records of several rings in order of time.
 *
 * <p>Within a ring records are in order. Across rings a record may become visible a little after a younger one of
 * another CPU; so only what is older than the clock was at the round before is handed on. By then every record of that
 * time is in its ring.
 *
 * <p>Threads: the drain. Allocation: none.
 */
final class TimeMerge {
    /** Takes the record a cursor is on, and perhaps those after it, and leaves the cursor behind them. */
    interface Handler {
        void handle(RingCursor cursor);
    }

    private final List<RingCursor> cursors;

    TimeMerge(List<RingCursor> cursors) {
        this.cursors = List.copyOf(cursors);
    }

    /** Whether the last run left records for the next. */
    boolean hasMore() {
        for (int i = 0; i < cursors.size(); i++) {
            if (cursors.get(i).hasRecord()) {
                return true;
            }
        }
        return false;
    }

    /** Handles what is older than the horizon. */
    void run(long horizonNanos, Handler handler) {
        for (int i = 0; i < cursors.size(); i++) {
            cursors.get(i).begin();
        }
        while (true) {
            RingCursor first = null;
            long firstNanos = horizonNanos;
            long secondNanos = horizonNanos;
            for (int i = 0; i < cursors.size(); i++) {
                RingCursor cursor = cursors.get(i);
                if (!cursor.hasRecord() || cursor.timeNanos() >= secondNanos) {
                    continue;
                }
                if (cursor.timeNanos() < firstNanos) {
                    secondNanos = firstNanos;
                    firstNanos = cursor.timeNanos();
                    first = cursor;
                } else {
                    secondNanos = cursor.timeNanos();
                }
            }
            if (first == null) {
                break;
            }
            // The others stand still meanwhile, so the first goes on alone up to the second's time.
            do {
                handler.handle(first);
            } while (first.hasRecord() && first.timeNanos() < secondNanos);
        }
        for (int i = 0; i < cursors.size(); i++) {
            cursors.get(i).release();
        }
    }
}
