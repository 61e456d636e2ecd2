package dev.blindspot.cli;

import dev.blindspot.linux.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;

/** Standard output as bytes, with its failures: a {@code PrintStream} would swallow them. */
final class Standard {
    private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private Standard() {}

    static FileOutputStream out() {
        return OUT;
    }

    /** Whether standard output is a terminal on which colour is wanted: nobody said no. */
    static boolean colour() {
        String never = System.getenv("NO_COLOR");
        return (never == null || never.isEmpty()) && Terminal.is(Terminal.STDOUT);
    }
}
