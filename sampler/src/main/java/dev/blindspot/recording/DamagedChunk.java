package dev.blindspot.recording;

/** A payload that is not what its type promises. Never leaves this package: the reader skips the chunk and says so. */
final class DamagedChunk extends Exception {
    private static final long serialVersionUID = 1;

    DamagedChunk(String what) {
        super(what, null, false, false);
    }
}
