package dev.blindspot.bench.overhead;

import java.io.IOException;

/** An observer cannot be had on this machine; the message says why. */
final class CannotObserve extends IOException {
    private static final long serialVersionUID = 1;

    CannotObserve(String why) {
        super(why);
    }
}
