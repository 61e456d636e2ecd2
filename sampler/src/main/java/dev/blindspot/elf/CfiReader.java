package dev.blindspot.elf;

/** Reads call frame instructions one after the other, never past their end. */
final class CfiReader {
    private final Bytes bytes;
    private final long end;
    private long at;

    CfiReader(Bytes bytes, long at, long end) throws ElfFormatException {
        if (!bytes.holds(at, end - at)) {
            throw new ElfFormatException("call frame information at " + at + " to " + end);
        }
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    boolean hasMore() {
        return at < end;
    }

    long position() {
        return at;
    }

    void moveTo(long position) throws ElfFormatException {
        if (position < at || position > end) {
            throw new ElfFormatException("call frame information reaches beyond its entry");
        }
        at = position;
    }

    void skip(long count) throws ElfFormatException {
        moveTo(at + Math.max(0, Math.min(count, end - at + 1)));
    }

    int u8() throws ElfFormatException {
        long position = at;
        moveTo(position + 1);
        return bytes.u8(position);
    }

    int u16() throws ElfFormatException {
        long position = at;
        moveTo(position + 2);
        return bytes.u16(position);
    }

    long u32() throws ElfFormatException {
        long position = at;
        moveTo(position + 4);
        return bytes.u32(position);
    }

    long uleb() throws ElfFormatException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = u8();
            value |= (b & 0x7fL) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        throw new ElfFormatException("a number of more than 64 bits");
    }

    long sleb() throws ElfFormatException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = u8();
            value |= (b & 0x7fL) << shift;
            if (b < 0x80) {
                int used = shift + 7;
                return used < 64 && (b & 0x40) != 0 ? value | (-1L << used) : value;
            }
        }
        throw new ElfFormatException("a number of more than 64 bits");
    }
}
