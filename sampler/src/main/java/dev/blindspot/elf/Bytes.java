package dev.blindspot.elf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Little-endian bytes at offsets that nobody vouches for: whatever lies outside throws {@link ElfFormatException}.
 *
 * <p><i>Threads.</i> Immutable, as far as the file behind it is.
 */
public final class Bytes {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Bytes of nearly all names, with the zero. */
    private static final int MOST_NAMES = 64;

    private final MemorySegment segment;
    private final long size;

    public Bytes(MemorySegment segment) {
        this.segment = segment;
        this.size = segment.byteSize();
    }

    public long size() {
        return size;
    }

    /** Whether {@code length} bytes from {@code offset} on lie inside. */
    public boolean holds(long offset, long length) {
        return offset >= 0 && length >= 0 && length <= size && offset <= size - length;
    }

    public int u8(long offset) throws ElfFormatException {
        check(offset, 1);
        return segment.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
    }

    public int u16(long offset) throws ElfFormatException {
        check(offset, 2);
        return segment.get(SHORT, offset) & 0xffff;
    }

    public long u32(long offset) throws ElfFormatException {
        return i32(offset) & 0xffff_ffffL;
    }

    public int i32(long offset) throws ElfFormatException {
        check(offset, 4);
        return segment.get(INT, offset);
    }

    public long i64(long offset) throws ElfFormatException {
        check(offset, 8);
        return segment.get(LONG, offset);
    }

    public Bytes slice(long offset, long length) throws ElfFormatException {
        check(offset, length);
        return new Bytes(segment.asSlice(offset, length));
    }

    /** The bytes from {@code offset} to the next zero byte, as UTF-8; cut at {@code maxLength} bytes. */
    public String cString(long offset, int maxLength) throws ElfFormatException {
        check(offset, 0);
        long longest = Math.min(size - offset, maxLength);
        // In an array: to look at one byte of a segment is dear where nothing is compiled yet.
        for (int some = MOST_NAMES; ; some *= 4) {
            byte[] text = copy(offset, Math.min(some, longest));
            int length = 0;
            while (length < text.length && text[length] != 0) {
                length++;
            }
            if (length < text.length || text.length == longest) {
                return new String(text, 0, length, StandardCharsets.UTF_8);
            }
        }
    }

    public String string(long offset, long length) throws ElfFormatException {
        return new String(copy(offset, length), StandardCharsets.UTF_8);
    }

    byte[] copy(long offset, long length) throws ElfFormatException {
        check(offset, length);
        if (length > Integer.MAX_VALUE - 8) {
            throw new ElfFormatException("a string of " + length + " bytes at " + offset);
        }
        return segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Offset of the first 8-byte aligned word in [from, to) that equals one of two, or -1. */
    long indexOfWord(long word, long orWord, long from, long to) {
        long end = Math.min(to, size) - 8;
        for (long i = (from + 7) & ~7L; i <= end; i += 8) {
            long there = segment.get(LONG, i);
            if (there == word || there == orWord) {
                return i;
            }
        }
        return -1;
    }

    private void check(long offset, long length) throws ElfFormatException {
        if (!holds(offset, length)) {
            throw new ElfFormatException(
                    length + " bytes at offset " + Long.toUnsignedString(offset) + " of " + size + " bytes");
        }
    }
}
