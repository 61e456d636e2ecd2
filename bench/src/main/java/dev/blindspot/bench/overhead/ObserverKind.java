package dev.blindspot.bench.overhead;

import java.io.IOException;

/** A way to observe a process, and its name in results. */
record ObserverKind(String name, Start start) {
    /** Starts an observer of a process; a {@link CannotObserve} says why it cannot be had here. */
    @FunctionalInterface
    interface Start {
        Observer observer(long pid) throws IOException;
    }
}
