package dev.blindspot.elf;

import org.jspecify.annotations.Nullable;

/**
 * The addresses a dynamic linker would write into a position independent file.
 *
 * <p>Words under {@code R_*_RELATIVE} take their addend, words under {@code R_X86_64_64}/{@code R_AARCH64_ABS64} the
 * value of a symbol of the file plus addend. RELR needs nothing: there the word in the file is the linked address.
 *
 * <p><i>Layout.</i> {@code Elf64_Rela} 24 bytes: offset 0, type u32 8, symbol u32 12, addend 16. {@code Elf64_Dyn}
 * 16 bytes. {@code Elf64_Sym} 24 bytes, value 8.
 */
final class Relocations {
    private static final int RELA_BYTES = 24;
    private static final int SYM_BYTES = 24;
    private static final int DYN_BYTES = 16;
    private static final int DT_SYMTAB = 6;
    private static final int DT_RELA = 7;
    private static final int DT_RELASZ = 8;

    private final ElfFile file;
    private final @Nullable Bytes rela;
    private final long symtabOffset;

    private Relocations(ElfFile file, @Nullable Bytes rela, long symtabOffset) {
        this.file = file;
        this.rela = rela;
        this.symtabOffset = symtabOffset;
    }

    static Relocations of(ElfFile file) throws ElfFormatException {
        long relaAddress = 0;
        long relaBytes = 0;
        long symtabAddress = 0;
        for (Segment segment : file.segments()) {
            if (segment.type() == Segment.PT_DYNAMIC) {
                Bytes dynamic = file.bytes().slice(segment.offset(), segment.fileSize());
                for (long at = 0; dynamic.holds(at, DYN_BYTES) && dynamic.i64(at) != 0; at += DYN_BYTES) {
                    switch ((int) dynamic.i64(at)) {
                        case DT_SYMTAB -> symtabAddress = dynamic.i64(at + 8);
                        case DT_RELA -> relaAddress = dynamic.i64(at + 8);
                        case DT_RELASZ -> relaBytes = dynamic.i64(at + 8);
                        default -> {}
                    }
                }
            }
        }
        long relaOffset = relaAddress == 0 ? -1 : file.offsetOf(relaAddress);
        long symtabOffset = symtabAddress == 0 ? -1 : file.offsetOf(symtabAddress);
        boolean there = relaOffset >= 0 && file.bytes().holds(relaOffset, relaBytes);
        return new Relocations(file, there ? file.bytes().slice(relaOffset, relaBytes) : null, symtabOffset);
    }

    /** The first address after {@code after} in table order whose word becomes {@code target}; -1 if there is none. */
    long place(long target, long after) throws ElfFormatException {
        if (rela == null) {
            return -1;
        }
        boolean passed = after == -1;
        for (long at = 0; rela.holds(at, RELA_BYTES); at += RELA_BYTES) {
            if (isAddress(at) && value(at) == target) {
                if (passed) {
                    return rela.i64(at);
                }
                passed = rela.i64(at) == after;
            }
        }
        return -1;
    }

    /** Words from a linked address on, as they are once loaded at bias 0; null if the file does not hold them. */
    long @Nullable [] words(long address, int count) throws ElfFormatException {
        long offset = file.offsetOf(address);
        if (offset < 0 || !file.bytes().holds(offset, count * 8L)) {
            return null;
        }
        long[] words = new long[count];
        for (int i = 0; i < count; i++) {
            words[i] = file.bytes().i64(offset + i * 8L);
        }
        for (long at = 0; rela != null && rela.holds(at, RELA_BYTES); at += RELA_BYTES) {
            long index = rela.i64(at) - address;
            if (index >= 0 && index < count * 8L && index % 8 == 0 && isAddress(at)) {
                words[(int) (index / 8)] = value(at);
            }
        }
        return words;
    }

    private boolean isAddress(long at) throws ElfFormatException {
        int type = rela().i32(at + 8);
        return type == file.arch().relativeRelocation() || type == file.arch().absoluteRelocation();
    }

    private long value(long at) throws ElfFormatException {
        long addend = rela().i64(at + 16);
        if (rela().i32(at + 8) == file.arch().relativeRelocation()) {
            return addend;
        }
        long symbolAt = symtabOffset + rela().u32(at + 12) * SYM_BYTES;
        return symtabOffset >= 0 && file.bytes().holds(symbolAt, SYM_BYTES)
                ? file.bytes().i64(symbolAt + 8) + addend
                : addend;
    }

    private Bytes rela() {
        if (rela == null) {
            throw new IllegalStateException("no relocations");
        }
        return rela;
    }
}
