package dev.blindspot.model;

import java.util.Locale;

/** How sure a finding is, rising. */
public enum Severity {
    INFO,
    SUSPECT,
    LEAK;

    /** The name as JSON and text show it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
