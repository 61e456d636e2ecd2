package dev.blindspot.aggregate;

/** What a process has mapped, as one reading of {@code /proc/PID/maps} shows it: disjoint, by rising address. */
public interface MapsView {
    /** How many mappings. */
    int size();

    /** First address of mapping {@code index}. */
    long start(int index);

    /** Address after its last byte. */
    long end(int index);
}
