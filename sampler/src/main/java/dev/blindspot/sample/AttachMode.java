package dev.blindspot.sample;

import java.util.Locale;

/** How perf events are bound to the target. */
public enum AttachMode {
    /** {@link #SYSTEM} where rights allow it, else {@link #THREAD}. */
    AUTO,
    /** To every CPU, narrowed by a filter in the kernel: the target's context switches cost nothing. */
    SYSTEM,
    /** To each thread of the target, inherited by new ones. */
    THREAD;

    /** The name as the command line and JSON have it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
