package dev.blindspot.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;

/** Standard output as bytes, with its failures: a {@code PrintStream} would swallow them. */
final class Standard {
    private static final OutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private Standard() {}

    static OutputStream out() {
        return OUT;
    }

    /** Whether colour is wanted: a terminal, and nobody said no. */
    static boolean colour() {
        String never = System.getenv("NO_COLOR");
        boolean refused = never != null && !never.isEmpty();
        Console console = System.console();
        return !refused && console != null && console.isTerminal();
    }
}
