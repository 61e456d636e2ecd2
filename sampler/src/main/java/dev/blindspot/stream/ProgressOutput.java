package dev.blindspot.stream;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes in small pieces and counts them, so that another thread sees whether anybody reads.
 *
 * <p>Threads: one writes; any asks for the count.
 */
final class ProgressOutput extends OutputStream {
    private static final int PIECE_BYTES = 4096;

    private final OutputStream to;
    private volatile long bytes;

    ProgressOutput(OutputStream to) {
        this.to = to;
    }

    /** Bytes taken so far. */
    long bytes() {
        return bytes;
    }

    @Override
    public void write(int value) throws IOException {
        to.write(value);
        count(1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            int piece = Math.min(PIECE_BYTES, length - done);
            to.write(from, offset + done, piece);
            count(piece);
            done += piece;
        }
    }

    @Override
    public void flush() throws IOException {
        to.flush();
    }

    @Override
    public void close() throws IOException {
        to.close();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writes
    private void count(int more) {
        bytes += more;
    }
}
