package dev.blindspot.aggregate;

import dev.blindspot.model.CallKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts traced calls by kind, stack and subject, and follows the handles that dlopen gives until dlclose has them back.
 *
 * <p>A handle opened several times over is given back to the opener that came last: which one a dlclose is meant for
 * nobody can tell, and what opens and closes in pairs is so never blamed for what another keeps. A handle that was opened
 * before the window is nobody's.
 *
 * <p>Threads: one. Allocation: a little for each call; they are no mappings, thousands a second at most.
 */
final class CallCounts {
    private record Key(CallKind kind, int stackId, int subject) {}

    private static final class Row {
        private long count;
        private long failed;
        private long open;
        private long unmappedNothing;
        private boolean incomplete;
    }

    private final Map<Key, Row> rows = new HashMap<>();
    private final Set<Key> changed = new LinkedHashSet<>();
    private final Map<Long, ArrayDeque<Key>> openers = new HashMap<>();

    /** A call of Go's. */
    void called(CallKind kind, int stackId, int subject) {
        row(new Key(kind, stackId, subject)).count++;
    }

    /** A dlopen returned; handle 0 is failure. */
    void opened(int stackId, int path, long handle) {
        Key key = new Key(CallKind.DLOPEN, stackId, path);
        Row row = row(key);
        row.count++;
        if (handle == 0) {
            row.failed++;
        } else {
            row.open++;
            openers.computeIfAbsent(handle, made -> new ArrayDeque<>()).push(key);
        }
    }

    /** A dlclose returned. */
    void closed(int stackId, int path, long handle, boolean failed, boolean unmapped) {
        Row row = row(new Key(CallKind.DLCLOSE, stackId, path));
        row.count++;
        if (failed) {
            row.failed++;
            return;
        }
        row.unmappedNothing += unmapped ? 0 : 1;
        ArrayDeque<Key> holders = openers.get(handle);
        if (holders != null) {
            row(holders.pop()).open--;
            if (holders.isEmpty()) {
                openers.remove(handle);
            }
        }
    }

    /** Calls of the loader, or of Go, were lost: any row may be short. */
    void lost(boolean loader) {
        for (Key key : List.copyOf(rows.keySet())) {
            if (isLoader(key.kind()) == loader) {
                row(key).incomplete = true;
            }
        }
    }

    private static boolean isLoader(CallKind kind) {
        return kind == CallKind.DLOPEN || kind == CallKind.DLCLOSE;
    }

    /** What changed since the last cut. */
    List<CallDelta> cut() {
        List<CallDelta> deltas = new ArrayList<>(changed.size());
        for (Key key : changed) {
            Row row = rows.getOrDefault(key, new Row());
            deltas.add(new CallDelta(
                    key.kind(),
                    key.stackId(),
                    key.subject(),
                    row.count,
                    row.failed,
                    row.open,
                    row.unmappedNothing,
                    row.incomplete));
            rows.put(key, new Row());
        }
        changed.clear();
        return deltas;
    }

    private Row row(Key key) {
        changed.add(key);
        return rows.computeIfAbsent(key, made -> new Row());
    }
}
