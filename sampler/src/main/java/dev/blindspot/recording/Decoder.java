package dev.blindspot.recording;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one payload back; every read is checked against its end, every length before anything is allocated for it.
 *
 * <p>Errors: {@link DamagedChunk} for whatever an {@link Encoder} does not write.
 */
final class Decoder {
    private final byte[] bytes;
    private final int end;
    private int position;

    Decoder(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
    }

    boolean hasRemaining() {
        return position < end;
    }

    int getByte() throws DamagedChunk {
        need(1);
        return bytes[position++] & 0xFF;
    }

    boolean getBoolean() throws DamagedChunk {
        return getByte() != 0;
    }

    long getUnsigned() throws DamagedChunk {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = getByte();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new DamagedChunk("a number of more than 10 bytes");
    }

    int getUnsignedInt() throws DamagedChunk {
        long value = getUnsigned();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new DamagedChunk("a number out of range");
        }
        return (int) value;
    }

    long getSigned() throws DamagedChunk {
        long value = getUnsigned();
        return (value >>> 1) ^ -(value & 1);
    }

    double getDouble() throws DamagedChunk {
        need(8);
        long bits = 0;
        for (int i = 0; i < 8; i++) {
            bits |= (bytes[position++] & 0xFFL) << (8 * i);
        }
        return Double.longBitsToDouble(bits);
    }

    Instant getInstant() throws DamagedChunk {
        long second = getSigned();
        int nano = getUnsignedInt();
        if (second < 0 || second > 253_402_300_799L || nano > 999_999_999) {
            throw new DamagedChunk("a time out of range");
        }
        return Instant.ofEpochSecond(second, nano);
    }

    byte[] getBytes() throws DamagedChunk {
        int length = getCount(1);
        byte[] value = Arrays.copyOfRange(bytes, position, position + length);
        position += length;
        return value;
    }

    String getText() throws DamagedChunk {
        int length = getCount(1);
        String value = new String(bytes, position, length, StandardCharsets.UTF_8);
        position += length;
        return value;
    }

    /** Number of items that follow, believed only if the payload can hold them at {@code leastBytesEach}. */
    int getCount(int leastBytesEach) throws DamagedChunk {
        long count = getUnsigned();
        if (count < 0 || count > (end - position) / leastBytesEach) {
            throw new DamagedChunk("a count beyond the end of its chunk");
        }
        return (int) count;
    }

    @Nullable
    Long getNullableLong() throws DamagedChunk {
        return getByte() == 0 ? null : getSigned();
    }

    @Nullable
    Integer getNullableInt() throws DamagedChunk {
        Long value = getNullableLong();
        return value == null ? null : value.intValue();
    }

    @Nullable
    Double getNullableDouble() throws DamagedChunk {
        return getByte() == 0 ? null : getDouble();
    }

    @Nullable
    Boolean getNullableBoolean() throws DamagedChunk {
        int value = getByte();
        return value == 0 ? null : value == 2;
    }

    /** A part with a length of its own: what a later version added to its end is passed over. */
    Decoder getBlock() throws DamagedChunk {
        int length = getCount(1);
        Decoder block = new Decoder(bytes, position, length);
        position += length;
        return block;
    }

    <E extends Enum<E>> E getEnum(E[] values) throws DamagedChunk {
        int ordinal = getByte();
        if (ordinal >= values.length) {
            throw new DamagedChunk("an unknown " + values[0].getDeclaringClass().getSimpleName());
        }
        return values[ordinal];
    }

    <T> List<T> getList(int leastBytesEach, Item<T> item) throws DamagedChunk {
        int count = getCount(leastBytesEach);
        List<T> list = new ArrayList<>(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
            list.add(item.read(this));
        }
        return list;
    }

    /** How one item of a list is read. */
    interface Item<T> {
        T read(Decoder in) throws DamagedChunk;
    }

    private void need(int count) throws DamagedChunk {
        if (end - position < count) {
            throw new DamagedChunk("the payload ends too early");
        }
    }
}
