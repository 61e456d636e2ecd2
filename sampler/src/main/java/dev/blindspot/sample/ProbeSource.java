package dev.blindspot.sample;

import java.util.Locale;

/** What {@code -e} adds by uprobes. */
public enum ProbeSource {
    /** dlopen and dlclose, with handles. */
    DL,
    /** runtime.SetFinalizer, runtime.AddCleanup and plugin.Open, with who calls them. */
    FIN,
    /** malloc and its kin, in short windows. */
    MALLOC;

    /** The name as the command line and JSON have it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
