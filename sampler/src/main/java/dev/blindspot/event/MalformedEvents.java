package dev.blindspot.event;

/** Bytes that no {@link EventEncoder} wrote. */
public final class MalformedEvents extends Exception {
    private static final long serialVersionUID = 1;

    private final long offset;

    MalformedEvents(long offset, String what) {
        super("encoded events are malformed at byte " + offset + ": " + what);
        this.offset = offset;
    }

    /** Bytes from the beginning of the batch to what cannot be. */
    public long offset() {
        return offset;
    }
}
