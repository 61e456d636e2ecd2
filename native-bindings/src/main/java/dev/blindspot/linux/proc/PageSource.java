package dev.blindspot.linux.proc;

/** One way to ask the kernel which pages are there; one call a {@link #read}. */
interface PageSource extends AutoCloseable {
    /** Looks at a bite that begins at an address; 0 or {@code -errno}. */
    int read(long start, MappingRanges ranges, int range);

    /** Where the last read ended; all before it has been seen. */
    long walkedTo();

    /** Runs of pages the last read found. */
    int spans();

    long spanStart(int index);

    long spanEnd(int index);

    int spanCategories(int index);

    @Override
    void close();
}
