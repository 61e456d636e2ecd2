package dev.blindspot.cli;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What ended a thread of a live session before its time: kept by any thread, thrown on by the one that runs the session. */
final class ThreadFailure {
    private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();

    /** Keeps the first. */
    void set(Throwable thrown) {
        first.compareAndSet(null, thrown);
    }

    /**
     * Throws what was kept on.
     *
     * @param drain what ended the drain, thrown if nothing else was kept; null if nothing did
     */
    void rethrow(@Nullable Throwable drain) {
        Throwable thrown = first.get() != null ? first.get() : drain;
        switch (thrown) {
            case null -> {}
            case RuntimeException exception -> throw exception;
            case Error error -> throw error;
            default -> throw new IllegalStateException(thrown);
        }
    }
}
