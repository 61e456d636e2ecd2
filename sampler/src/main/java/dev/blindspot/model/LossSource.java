package dev.blindspot.model;

import java.util.Locale;

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

    /** The name as JSON and text show it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
