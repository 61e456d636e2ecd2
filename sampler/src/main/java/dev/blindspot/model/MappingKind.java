package dev.blindspot.model;

/** What a call site's row counts. The labels are the contract's. */
public enum MappingKind {
    MMAP_ANON("mmap.anon"),
    MMAP_FILE("mmap.file"),
    MMAP_SHARED("mmap.shared"),
    BRK("brk"),
    SHM("shm"),
    FAULT("fault");

    private final String label;

    MappingKind(String label) {
        this.label = label;
    }

    /** The name as JSON and text show it. */
    public String label() {
        return label;
    }
}
