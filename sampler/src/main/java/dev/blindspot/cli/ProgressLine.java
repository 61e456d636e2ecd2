package dev.blindspot.cli;

import java.io.PrintWriter;
import java.util.function.Supplier;

/**
 * One line on a terminal that is written over while work goes on.
 *
 * <p>It uses blanks, not escape sequences: every terminal shows it, and {@code NO_COLOR} has nothing to object to.
 */
final class ProgressLine {
    private final PrintWriter err;
    private final int columns;
    private int written;

    /** On a terminal of so many columns; 0 for none. */
    ProgressLine(PrintWriter err, int columns) {
        this.err = err;
        this.columns = columns;
    }

    /** The same, made only where there is a terminal to show it. */
    void show(Supplier<String> text) {
        if (columns > 0) {
            show(text.get());
        }
    }

    void show(String text) {
        if (columns > 0) {
            // The last column stays free: some terminals would begin a new line.
            String line = text.substring(0, Math.min(text.length(), columns - 1));
            err.print('\r' + line + " ".repeat(Math.max(0, written - line.length())));
            err.flush();
            written = line.length();
        }
    }

    /** Leaves an empty line for what is written next. */
    void clear() {
        if (written > 0) {
            show("");
            err.print('\r');
            err.flush();
        }
    }
}
