package dev.blindspot.recording;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Builds one payload: LEB128 integers (signed ones zigzag), doubles as 8 bytes little endian.
 *
 * <p>Threads: one.
 */
final class Encoder {
    private byte[] bytes = new byte[1024];
    private int size;

    int size() {
        return size;
    }

    /** The buffer itself; only the first {@link #size()} bytes count. */
    byte[] bytes() {
        return bytes;
    }

    void clear() {
        size = 0;
    }

    Encoder putByte(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
        return this;
    }

    Encoder putBoolean(boolean value) {
        return putByte(value ? 1 : 0);
    }

    /** The ordinal: enums in recordings grow only at their end. */
    @SuppressWarnings("EnumOrdinal") // it is the stored value
    Encoder putEnum(Enum<?> value) {
        return putByte(value.ordinal());
    }

    /** A number read back as it was, cheapest where it is small as an unsigned one. */
    Encoder putUnsigned(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    Encoder putSigned(long value) {
        return putUnsigned((value << 1) ^ (value >> 63));
    }

    Encoder putDouble(double value) {
        reserve(8);
        long bits = Double.doubleToRawLongBits(value);
        for (int i = 0; i < 8; i++) {
            bytes[size++] = (byte) (bits >>> (8 * i));
        }
        return this;
    }

    Encoder putInstant(Instant value) {
        return putSigned(value.getEpochSecond()).putUnsigned(value.getNano());
    }

    Encoder putBytes(byte[] value, int offset, int length) {
        putUnsigned(length);
        reserve(length);
        System.arraycopy(value, offset, bytes, size, length);
        size += length;
        return this;
    }

    /** The first {@code length} bytes as they are, without their length. */
    Encoder putRaw(byte[] value, int length) {
        reserve(length);
        System.arraycopy(value, 0, bytes, size, length);
        size += length;
        return this;
    }

    Encoder putText(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return putBytes(utf8, 0, utf8.length);
    }

    /** 0 for null, 1 and the value otherwise. */
    Encoder putNullableLong(@Nullable Long value) {
        return value == null ? putByte(0) : putByte(1).putSigned(value);
    }

    Encoder putNullableInt(@Nullable Integer value) {
        return putNullableLong(value == null ? null : value.longValue());
    }

    Encoder putNullableDouble(@Nullable Double value) {
        return value == null ? putByte(0) : putByte(1).putDouble(value);
    }

    /** 0 for null, 1 for false, 2 for true. */
    Encoder putNullableBoolean(@Nullable Boolean value) {
        return putByte(value == null ? 0 : value ? 2 : 1);
    }

    /** What {@code content} writes, with its length before it: later versions may add to its end. */
    Encoder putBlock(Consumer<Encoder> content) {
        Encoder block = new Encoder();
        content.accept(block);
        return putBytes(block.bytes, 0, block.size);
    }

    private void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8L, bytes.length * 2L)));
        }
    }
}
