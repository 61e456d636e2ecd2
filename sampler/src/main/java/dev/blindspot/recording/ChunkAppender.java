package dev.blindspot.recording;

import dev.blindspot.model.SamplerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Appends chunks to a channel: gathered, then handed to the kernel in one write, where a kill no longer loses them.
 *
 * <p>Threads: one.
 *
 * <p>Errors: a write that fails (ENOSPC, EDQUOT, EFBIG, EIO, EPIPE) becomes {@link SamplerException.OutputFailed}; what
 * part of it got into a file is cut off again, and nothing is written after it.
 */
final class ChunkAppender implements AutoCloseable {
    private final WritableByteChannel channel;
    private final String name;
    private final Encoder gathered = new Encoder();
    private long flushedBytes;
    private boolean failed;

    ChunkAppender(WritableByteChannel channel, String name) {
        this.channel = channel;
        this.name = name;
        gathered.putRaw(RecordingFormat.fileHeader(), RecordingFormat.HEADER_BYTES);
    }

    /** Bytes of the recording so far, those gathered too. */
    long size() {
        return flushedBytes + gathered.size();
    }

    boolean failed() {
        return failed;
    }

    void append(ChunkType type, Encoder payload) {
        if (payload.size() > RecordingFormat.MAX_PAYLOAD_BYTES) {
            throw new IllegalStateException(type + " of " + payload.size() + " bytes is longer than a chunk may be");
        }
        byte[] header = RecordingFormat.chunkHeader(type, payload.bytes(), payload.size());
        gathered.putRaw(header, header.length).putRaw(payload.bytes(), payload.size());
    }

    void flush() {
        if (failed) {
            throw new SamplerException.OutputFailed(sentence(null), new IOException("an earlier write failed"));
        }
        ByteBuffer bytes = ByteBuffer.wrap(gathered.bytes(), 0, gathered.size());
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            failed = true;
            cutOff();
            throw new SamplerException.OutputFailed(sentence(e.getMessage()), e);
        }
        flushedBytes += gathered.size();
        gathered.clear();
    }

    /** Closes the channel; what is not flushed is not written. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new SamplerException.OutputFailed(sentence(e.getMessage()), e);
        }
    }

    private void cutOff() {
        if (channel instanceof FileChannel file) {
            try {
                file.truncate(flushedBytes);
            } catch (IOException e) {
                // A reader passes over a last chunk that is not whole.
            }
        }
    }

    private String sentence(@Nullable String reason) {
        return "cannot write the recording to " + name + (reason == null ? "" : ": " + reason)
                + "; what was recorded before is readable";
    }
}
