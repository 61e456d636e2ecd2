package dev.blindspot.recording;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The frame around the chunks of a recording; {@code docs/recording-format.md} has it byte by byte.
 *
 * <p>Layout (little endian):
 *
 * <pre>
 * file header                      chunk header
 *  0  8 magic 89 'BSP' 0D 0A 1A 0A  0  4 magic 'BSPC'
 *  8  2 version                     4  1 type
 * 10  6 zero                        5  3 zero
 * 16  4 CRC32C of bytes 0..15       8  4 payload length
 *                                  12  4 CRC32C of the payload
 *                                  16  4 CRC32C of bytes 0..15
 * </pre>
 */
final class RecordingFormat {
    static final int VERSION = 1;
    static final int HEADER_BYTES = 20;
    static final int CHECKED_HEADER_BYTES = 16;

    /** The longest payload a writer makes and a reader believes. */
    static final int MAX_PAYLOAD_BYTES = 64 << 20;

    static final long FILE_MAGIC = 0x0A1A_0A0D_5053_4289L;
    static final int CHUNK_MAGIC = 0x4350_5342;

    private RecordingFormat() {}

    static ByteBuffer newHeader() {
        return ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    static byte[] fileHeader() {
        ByteBuffer header = newHeader();
        header.putLong(FILE_MAGIC).putShort((short) VERSION);
        return seal(header);
    }

    static byte[] chunkHeader(ChunkType type, byte[] payload, int length) {
        ByteBuffer header = newHeader();
        header.putInt(CHUNK_MAGIC).put((byte) type.code());
        header.putInt(8, length).putInt(12, checksum(payload, 0, length));
        return seal(header);
    }

    /** Whether the last four bytes are the checksum of those before. */
    static boolean sealed(ByteBuffer header) {
        return header.getInt(CHECKED_HEADER_BYTES) == checksum(header);
    }

    static int checksum(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    private static int checksum(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.slice(0, CHECKED_HEADER_BYTES));
        return (int) crc.getValue();
    }

    private static byte[] seal(ByteBuffer header) {
        header.putInt(CHECKED_HEADER_BYTES, checksum(header));
        byte[] bytes = new byte[HEADER_BYTES];
        header.get(0, bytes);
        return bytes;
    }
}
