package dev.blindspot.sample;

import java.util.Locale;

/** Which mappings carry their call stack. */
public enum StackMode {
    /** Every one: exact. */
    ALL,
    /** Every one up to a rate, weighted ones beyond it. */
    AUTO,
    /** None. */
    NONE;

    /** The name as the command line and JSON have it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
