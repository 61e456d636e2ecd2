package dev.blindspot.model;

/** What kind of memory a function can leave behind where its counterpart is not called, or not in time. */
public enum LeakClass {
    FINALIZER("finalizer"),
    CLEANUP("cleanup"),
    PLUGIN("plugin"),
    C_HEAP("c-heap"),
    MMAP("mmap"),
    PINNER("pinner"),
    CGO_HANDLE("cgo-handle");

    private final String label;

    LeakClass(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
