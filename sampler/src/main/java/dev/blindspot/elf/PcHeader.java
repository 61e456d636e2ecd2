package dev.blindspot.elf;

import org.jspecify.annotations.Nullable;

/**
 * Header of a pclntab, as {@code runtime.pcHeader}.
 *
 * <p><i>Layout.</i> magic u32, two zero bytes, minLC u8, ptrSize u8, nfunc 8, nfiles 16, textStart 24 (0 from Go 1.26
 * on), then offsets from the header: funcname 32, cu 40, filetab 48, pctab 56, pcln 64.
 *
 * @param offset of the header in the file
 * @param address of the header as linked
 * @param textStart as written in the file: 0, or not yet relocated
 */
record PcHeader(
        long offset,
        long address,
        boolean beforeGo120,
        long functions,
        long textStart,
        long funcnameOffset,
        long cuOffset,
        long filetabOffset,
        long pctabOffset,
        long pclnOffset) {
    static final int BYTES = 72;

    /** Go 1.18 and 1.19. */
    private static final long MAGIC_GO118 = 0xffff_fff0L;
    /** Go 1.20 and later. */
    private static final long MAGIC_GO120 = 0xffff_fff1L;

    private static final int FTAB_ENTRY_BYTES = 8;

    /** First 8 bytes of a header, for a search. */
    static long firstWord(Arch arch, boolean beforeGo120) {
        return (beforeGo120 ? MAGIC_GO118 : MAGIC_GO120) | ((long) arch.instructionQuantum() << 48) | (8L << 56);
    }

    /** Null if what lies there is no header whose tables fit into the file. */
    static @Nullable PcHeader parse(ElfFile file, long offset) throws ElfFormatException {
        Bytes bytes = file.bytes();
        long address = file.addressOfByte(offset);
        if (!bytes.holds(offset, BYTES) || address == -1) {
            return null;
        }
        long word = bytes.i64(offset);
        boolean beforeGo120 = word == firstWord(file.arch(), true);
        if (!beforeGo120 && word != firstWord(file.arch(), false)) {
            return null;
        }
        PcHeader header = new PcHeader(
                offset,
                address,
                beforeGo120,
                bytes.i64(offset + 8),
                bytes.i64(offset + 24),
                bytes.i64(offset + 32),
                bytes.i64(offset + 40),
                bytes.i64(offset + 48),
                bytes.i64(offset + 56),
                bytes.i64(offset + 64));
        return header.fits(bytes) ? header : null;
    }

    private boolean fits(Bytes bytes) {
        long room = bytes.size() - offset;
        return functions > 0
                && functions < room / FTAB_ENTRY_BYTES
                && funcnameOffset >= BYTES
                && funcnameOffset <= cuOffset
                && cuOffset <= filetabOffset
                && filetabOffset <= pctabOffset
                && pctabOffset <= pclnOffset
                && pclnOffset <= room
                && bytes.holds(offset + pclnOffset, functions * FTAB_ENTRY_BYTES + 4);
    }
}
