package dev.blindspot.cli;

import dev.blindspot.linux.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Standard output as bytes, with its failures: a {@code PrintStream} would swallow them. */
final class Standard {
    private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private Standard() {}

    static FileOutputStream out() {
        return OUT;
    }

    /** The same, and a close leaves it open: closing it is the process's end's work. */
    static OutputStream keptOpen() {
        return new KeptOpen(OUT);
    }

    /** Whether standard output is a terminal on which colour is wanted: nobody said no. */
    static boolean colour() {
        String never = System.getenv("NO_COLOR");
        return (never == null || never.isEmpty()) && Terminal.is(Terminal.STDOUT);
    }

    private static final class KeptOpen extends FilterOutputStream {
        KeptOpen(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() {}
    }
}
