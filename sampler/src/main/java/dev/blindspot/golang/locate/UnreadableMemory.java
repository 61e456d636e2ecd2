package dev.blindspot.golang.locate;

/** The target's memory cannot be read there, or holds what cannot be. The message says it in one clause. */
public final class UnreadableMemory extends Exception {
    private static final long serialVersionUID = 1;

    public UnreadableMemory(String message) {
        super(message, null, false, false);
    }
}
