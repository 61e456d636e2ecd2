package dev.blindspot.cli;

import dev.blindspot.export.Output;
import dev.blindspot.linux.Terminal;
import dev.blindspot.model.FileReason;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.model.SamplerException;
import dev.blindspot.recording.RecordingWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a recording goes: a file, or a reader of standard output or of a socket, who may go away.
 *
 * <p>Threads: any.
 */
final class RecordOutput {
    private static final String STANDARD = "-";

    private final String output;
    private final Path file;
    private volatile boolean readerGone;

    /**
     * An output by its name on the command line.
     *
     * @throws SamplerException.Usage if it is a terminal, or no name of a file
     */
    RecordOutput(String output) {
        this.output = output;
        this.file = PathConverter.path(output);
        if (isStandard() && Terminal.is(Terminal.STDOUT)) {
            throw new SamplerException.Usage("a recording is not for a terminal: lead standard output elsewhere");
        }
    }

    boolean isStandard() {
        return output.equals(STANDARD);
    }

    /** Its name in sentences. */
    String name() {
        return isStandard() ? "standard output" : output;
    }

    /** Whether whoever read it has closed: nothing more is wanted. */
    boolean readerGone() {
        return readerGone;
    }

    /**
     * Starts a recording there.
     *
     * @throws SamplerException.OutputFailed if it cannot be opened or written
     */
    RecordingWriter open(RecordingInfo info, long maxBytes) {
        WritableByteChannel channel = channel();
        return channel == null
                ? RecordingWriter.create(file, info, maxBytes)
                : RecordingWriter.to(new Reader(channel), name(), info, maxBytes);
    }

    private @Nullable WritableByteChannel channel() {
        if (isStandard()) {
            return Standard.out().getChannel();
        }
        try {
            return UnixSocket.isNamed(output) ? UnixSocket.connect(output) : null;
        } catch (IOException e) {
            throw new SamplerException.OutputFailed(
                    "cannot write the recording to " + output + ": " + FileReason.of(e), e);
        }
    }

    /** What a reader that went away does not take is dropped. */
    private final class Reader implements WritableByteChannel {
        private final WritableByteChannel channel;

        Reader(WritableByteChannel channel) {
            this.channel = channel;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            try {
                return readerGone ? drop(bytes) : channel.write(bytes);
            } catch (IOException e) {
                if (!Output.isReaderGone(e)) {
                    throw e;
                }
                readerGone = true;
                return drop(bytes);
            }
        }

        private static int drop(ByteBuffer bytes) {
            int dropped = bytes.remaining();
            bytes.position(bytes.limit());
            return dropped;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
