package dev.blindspot.export;

import dev.blindspot.model.FileReason;
import dev.blindspot.model.SamplerException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/**
 * Where an exporter writes, and what becomes of a failure to.
 *
 * <p>Errors: a reader that closed its end (EPIPE, ECONNRESET) has read enough: that is an end, not a failure. Anything
 * else (ENOSPC, EIO) is {@link SamplerException.OutputFailed}.
 */
public final class Output {
    private Output() {}

    /** Something that writes. */
    public interface Body {
        void write() throws IOException;
    }

    /** Runs {@code body}; false if the reader is gone. */
    public static boolean attempt(Body body) {
        try {
            body.write();
            return true;
        } catch (IOException e) {
            failUnlessReaderGone(e);
            return false;
        }
    }

    /** Throws what a failure to write means to a user, unless it is only that nobody reads any more. */
    static void failUnlessReaderGone(IOException e) {
        if (!isReaderGone(e)) {
            throw new SamplerException.OutputFailed("cannot write the output: " + FileReason.of(e), e);
        }
    }

    /** Whether a write failed because nobody reads any more. */
    public static boolean isReaderGone(IOException e) {
        String message = String.valueOf(e.getMessage());
        return e instanceof ClosedChannelException
                || message.contains("Broken pipe")
                || message.contains("Connection reset");
    }
}
