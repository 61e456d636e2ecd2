package dev.blindspot.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Finds the chunks of a file one after the other, in spite of damage: a payload whose checksum is wrong is passed over
 * by its length; where a header is wrong, the next place that has a right one is searched.
 *
 * <p>It reads the file once and holds one payload; the length is believed only where the file has the bytes.
 */
final class ChunkScanner implements AutoCloseable {
    private static final int WINDOW_BYTES = 64 << 10;

    private final FileChannel channel;
    private final long size;
    private final Damage damage;
    private final ByteBuffer header = RecordingFormat.newHeader();
    private byte[] payload = new byte[4096];
    private int length;
    private int typeCode;
    private long offset;
    private long next = RecordingFormat.HEADER_BYTES;

    /** Told of each part that is not read. */
    interface Damage {
        /**
         * Bytes {@code from} to {@code to} hold no whole chunk.
         *
         * @param typeCode type of the chunk, 0 if its header is not readable
         * @param truncated the file ends within the chunk
         */
        void skipped(long from, long to, int typeCode, boolean truncated);
    }

    ChunkScanner(FileChannel channel, long size, Damage damage) {
        this.channel = channel;
        this.size = size;
        this.damage = damage;
    }

    /** Goes to the next whole chunk; false at the end of the file. */
    boolean next() throws IOException {
        while (next < size) {
            offset = next;
            if (!headerAt(offset)) {
                long found = search(offset + 1);
                damage.skipped(offset, found, 0, found == size && size - offset < RecordingFormat.HEADER_BYTES);
                next = found;
                continue;
            }
            length = header.getInt(8);
            typeCode = header.get(4) & 0xFF;
            long end = offset + RecordingFormat.HEADER_BYTES + length;
            if (end > size) {
                damage.skipped(offset, size, typeCode, true);
                next = size;
                continue;
            }
            next = end;
            if (payloadIsRight()) {
                return true;
            }
            damage.skipped(offset, end, typeCode, false);
        }
        offset = size;
        return false;
    }

    int typeCode() {
        return typeCode;
    }

    /** Byte at which the chunk begins. */
    long offset() {
        return offset;
    }

    /** Byte after the chunk. */
    long end() {
        return next;
    }

    /** The chunk's payload, until the next call of {@link #next}. */
    Decoder payload() {
        return new Decoder(payload, 0, length);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private boolean headerAt(long at) throws IOException {
        header.clear();
        return readFully(header, at)
                && header.getInt(0) == RecordingFormat.CHUNK_MAGIC
                && RecordingFormat.sealed(header)
                && header.getInt(8) >= 0
                && header.getInt(8) <= RecordingFormat.MAX_PAYLOAD_BYTES;
    }

    private boolean payloadIsRight() throws IOException {
        if (payload.length < length) {
            payload =
                    new byte[Math.max(length, (int) Math.min(RecordingFormat.MAX_PAYLOAD_BYTES, payload.length * 2L))];
        }
        return readFully(ByteBuffer.wrap(payload, 0, length), offset + RecordingFormat.HEADER_BYTES)
                && RecordingFormat.checksum(payload, 0, length) == header.getInt(12);
    }

    /** First place from {@code from} on that has a whole header, else the end of the file. */
    private long search(long from) throws IOException {
        byte[] window = new byte[WINDOW_BYTES];
        ByteBuffer words = ByteBuffer.wrap(window).order(header.order());
        long at = from;
        while (at < size) {
            int count = (int) Math.min(window.length, size - at);
            if (!readFully(ByteBuffer.wrap(window, 0, count), at)) {
                return size;
            }
            for (int i = 0; i + Integer.BYTES <= count; i++) {
                if (words.getInt(i) == RecordingFormat.CHUNK_MAGIC && headerAt(at + i)) {
                    return at + i;
                }
            }
            at += count < window.length ? count : count - (Integer.BYTES - 1);
        }
        return size;
    }

    private boolean readFully(ByteBuffer into, long from) throws IOException {
        long at = from;
        while (into.hasRemaining()) {
            int count = channel.read(into, at);
            if (count < 0) {
                return false;
            }
            at += count;
        }
        return true;
    }
}
