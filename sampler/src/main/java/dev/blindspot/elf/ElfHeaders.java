package dev.blindspot.elf;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the two header tables.
 *
 * <p><i>Layout.</i> {@code Elf64_Ehdr}: e_phoff 32, e_shoff 40, e_phentsize 54, e_phnum 56, e_shentsize 58, e_shnum 60,
 * e_shstrndx 62. {@code Elf64_Phdr} 56 bytes, {@code Elf64_Shdr} 64 bytes.
 */
final class ElfHeaders {
    private static final int PHDR_BYTES = 56;
    private static final int SHDR_BYTES = 64;
    private static final int MAX_NAME_BYTES = 256;
    /** Linkers make a dozen segments and some dozens of sections; work on a file made to hurt must stay bounded. */
    private static final int MAX_SEGMENTS = 256;

    private static final int MAX_SECTIONS = 10_000;

    private ElfHeaders() {}

    static List<Segment> segments(Bytes file) throws ElfFormatException {
        long at = file.i64(32);
        int count = file.u16(56);
        if (count > MAX_SEGMENTS) {
            throw new ElfFormatException("e_phnum is " + count);
        }
        if (count > 0 && file.u16(54) != PHDR_BYTES) {
            throw new ElfFormatException("e_phentsize is " + file.u16(54) + ", not " + PHDR_BYTES);
        }
        Bytes table = file.slice(at, (long) count * PHDR_BYTES);
        List<Segment> segments = new ArrayList<>(count);
        for (long p = 0; p < table.size(); p += PHDR_BYTES) {
            Segment segment = new Segment(
                    table.i32(p),
                    table.i32(p + 4),
                    table.i64(p + 8),
                    table.i64(p + 16),
                    table.i64(p + 32),
                    table.i64(p + 40),
                    table.i64(p + 48));
            if (segment.isLoad() && !file.holds(segment.offset(), segment.fileSize())) {
                throw new ElfFormatException("the segment at address 0x" + Long.toHexString(segment.address())
                        + " lies outside of the file");
            }
            segments.add(segment);
        }
        return List.copyOf(segments);
    }

    /** A process runs without a section table: one that is not there or makes no sense gives no sections. */
    static List<Section> sections(Bytes file) throws ElfFormatException {
        long at = file.i64(40);
        long count = file.u16(60);
        long names = file.u16(62);
        if (at == 0 || file.u16(58) != SHDR_BYTES || !file.holds(at, SHDR_BYTES)) {
            return List.of();
        }
        if (count == 0) {
            count = file.i64(at + 32);
        }
        if (names == 0xffff) {
            names = file.u32(at + 40);
        }
        if (count < 0 || count > MAX_SECTIONS || names >= count || !file.holds(at, count * SHDR_BYTES)) {
            return List.of();
        }
        long namesAt = file.i64(at + names * SHDR_BYTES + 24);
        List<Section> sections = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            long p = at + i * SHDR_BYTES;
            long nameAt = namesAt + file.u32(p);
            String name = file.holds(nameAt, 1) ? file.cString(nameAt, MAX_NAME_BYTES) : "";
            sections.add(new Section(
                    name, file.i32(p + 4), file.i64(p + 16), file.i64(p + 24), file.i64(p + 32), file.i32(p + 40)));
        }
        return List.copyOf(sections);
    }
}
