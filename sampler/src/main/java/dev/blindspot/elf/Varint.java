package dev.blindspot.elf;

/** Numbers of seven bits a byte, the lowest first; 32 bits at most. */
final class Varint {
    private Varint() {}

    static long value(Bytes bytes, long offset) throws ElfFormatException {
        long value = 0;
        long at = offset;
        for (int shift = 0; shift < 35; shift += 7) {
            int b = bytes.u8(at++);
            value |= (b & 0x7fL) << shift;
            if (b < 0x80) {
                break;
            }
        }
        return value;
    }

    /** Offset after the number. */
    static long end(Bytes bytes, long offset) throws ElfFormatException {
        long at = offset;
        while (at < offset + 5 && bytes.u8(at++) >= 0x80) {
            // It goes on.
        }
        return at;
    }
}
