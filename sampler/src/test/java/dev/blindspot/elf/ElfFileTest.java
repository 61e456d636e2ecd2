package dev.blindspot.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the kernel maps segments that share a page of the file, as linkers other than GNU's lay them out. */
class ElfFileTest {
    private static final int SIZE = 0x20000;

    /** Data that is only read at 0, code at 0x8f40 and data behind it, each a page of the largest kind further on. */
    private static ElfFile shared(long alignment) throws ElfFormatException {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1).putShort(16, (short) 3);
        bytes.putShort(18, (short) 183).putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) 3);
        segment(bytes.slice(64, 56), 0, 0, 0x8f40, 0, alignment);
        segment(bytes.slice(120, 56), Segment.PF_X, 0x8f40, 0x8000, alignment, alignment);
        segment(bytes.slice(176, 56), Segment.PF_W, 0x10f40, 0x1000, 2 * alignment, alignment);
        return ElfFile.of(MemorySegment.ofArray(bytes.array()));
    }

    private static void segment(ByteBuffer header, int flags, long offset, long size, long shift, long alignment) {
        header.order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0, Segment.PT_LOAD)
                .putInt(4, flags | 4)
                .putLong(8, offset)
                .putLong(16, offset + shift);
        header.putLong(32, size).putLong(40, size).putLong(48, alignment);
    }

    @ParameterizedTest(name = "aligned to {0}, pages of {1}")
    @CsvSource({"4096, 4096", "65536, 4096", "65536, 16384", "65536, 65536", "2097152, 65536"})
    void codeIsFoundWhereverPagesBegin(long alignment, long pageBytes) throws Exception {
        try (ElfFile file = shared(alignment)) {
            long mapped = 0x8f40 & -pageBytes;
            assertEquals(mapped + alignment, file.addressOfMapping(mapped));
        }
    }
}
