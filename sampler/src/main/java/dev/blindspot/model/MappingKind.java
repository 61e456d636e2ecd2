package dev.blindspot.model;

/** What a call site's row counts. The labels are the contract's. */
public enum MappingKind {
    MMAP_ANON("mmap.anon"),
    MMAP_FILE("mmap.file"),
    MMAP_SHARED("mmap.shared"),
    BRK("brk"),
    SHM("shm"),
    FAULT("fault"),
    /** Not a mapping but what C code allocated; always an estimate. */
    MALLOC("malloc");

    private final String label;

    MappingKind(String label) {
        this.label = label;
    }

    /** Whether its bytes are mapped and unmapped: faults and allocations are not, they lie within what is. */
    public boolean isMapping() {
        return this != FAULT && this != MALLOC;
    }

    /** The name as JSON and text show it. */
    public String label() {
        return label;
    }
}
