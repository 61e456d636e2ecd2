package dev.blindspot.diff;

import java.util.LinkedHashMap;
import java.util.Map;

/** Rows by what they are of; what is added under one key adds up. */
final class Measures {
    private final Map<RowKey, Measure> rows = new LinkedHashMap<>();
    private boolean cut;

    void add(RowKey.By by, String key, Measure measure) {
        rows.merge(new RowKey(by, key), measure, Measure::plus);
    }

    /** Only the largest of what there is were added. */
    void cut() {
        cut = true;
    }

    boolean isCut() {
        return cut;
    }

    /** Whether there may be something of a key, and it is not known how much. */
    boolean isUnknown(RowKey key) {
        return cut && !rows.containsKey(key);
    }

    Map<RowKey, Measure> rows() {
        return rows;
    }
}
