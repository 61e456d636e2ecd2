package dev.blindspot.model;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Where events can be lost. The names are the contract's. */
public enum LossSource {
    MMAP,
    MUNMAP,
    MREMAP,
    MPROTECT,
    BRK,
    MADVISE,
    SHM,
    FAULT,
    MAPPING,
    LATENCY,
    DL,
    FIN,
    MALLOC,
    RECORDING,
    STREAM;

    /** Calls that change mappings. */
    public static final Set<LossSource> CALLS = Collections.unmodifiableSet(EnumSet.range(MMAP, SHM));

    /** What is seen of every process, whatever is asked for besides. */
    public static final Set<LossSource> ALWAYS = Collections.unmodifiableSet(EnumSet.range(MMAP, MAPPING));

    /** The name as JSON and text show it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
