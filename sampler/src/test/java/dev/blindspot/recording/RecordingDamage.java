package dev.blindspot.recording;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/** What can happen to a recording's bytes. */
public final class RecordingDamage {
    private RecordingDamage() {}

    /**
     * A recording cut somewhere, with some bytes changed.
     *
     * @param resealed with right checksums on wrong payloads, so that the decoders meet them
     */
    public static byte[] random(byte[] whole, SplittableRandom random, boolean resealed) {
        byte[] bytes = Arrays.copyOf(whole, random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length);
        for (int flips = random.nextInt(8); flips >= 0 && bytes.length > 0; flips--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return resealed ? reseal(bytes) : bytes;
    }

    /** Where the chunk after the one at {@code at} begins. */
    static int nextChunk(byte[] bytes, int at) {
        int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at + 8);
        return at + RecordingFormat.HEADER_BYTES + length;
    }

    private static byte[] reseal(byte[] bytes) {
        int at = RecordingFormat.HEADER_BYTES;
        while (at + RecordingFormat.HEADER_BYTES <= bytes.length) {
            int next = nextChunk(bytes, at);
            ChunkType type = ChunkType.of(bytes[at + 4]);
            if (next > bytes.length || next <= at || type == null) {
                break;
            }
            int length = next - at - RecordingFormat.HEADER_BYTES;
            byte[] payload = Arrays.copyOfRange(bytes, at + RecordingFormat.HEADER_BYTES, next);
            byte[] header = RecordingFormat.chunkHeader(type, payload, length);
            System.arraycopy(header, 0, bytes, at, header.length);
            at = next;
        }
        return bytes;
    }
}
