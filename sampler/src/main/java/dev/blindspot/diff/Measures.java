package dev.blindspot.diff;

import java.util.LinkedHashMap;
import java.util.Map;

/** Rows by what they are of; what is added under one key adds up. */
final class Measures {
    private final Map<RowKey, Measure> rows = new LinkedHashMap<>();

    void add(RowKey.By by, String key, Measure measure) {
        rows.merge(new RowKey(by, key), measure, Measure::plus);
    }

    Map<RowKey, Measure> rows() {
        return rows;
    }
}
