package dev.blindspot.diff;

import java.util.Locale;

/** What a row is of: it must read the same in two builds, so it holds no address and no line. */
public record RowKey(By by, String key) {
    /** What rows may be of; the order is that of rows that changed alike. */
    public enum By {
        CALL_SITE,
        FUNCTION,
        TYPE,
        CATEGORY,
        MODULE;

        /** The name as JSON and text show it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
