package dev.blindspot.elf;

/**
 * Go's record of the calls that were inlined into a function ({@code FUNCDATA_InlTree}).
 *
 * <p><i>Layout.</i> {@code runtime.inlinedCall}, up to 1.19 (20 bytes): parent i16 0, funcID u8 2, file 4, line 8,
 * func_ 12, parentPc 16. From 1.20 on (16 bytes): funcID u8 0, nameOff 4, parentPc 8, startLine 12. Which call an
 * address belongs to says {@code PCDATA_InlTreeIndex}; the caller is found at parentPc, in both alike.
 *
 * <p><i>Source.</i> runtime/symtab.go (1.19), runtime/symtabinl.go (1.20 to 1.27), internal/abi/symtab.go.
 */
final class InlineTree {
    private static final int PCDATA_INL_TREE_INDEX = 2;
    private static final int FUNCDATA_INL_TREE = 3;
    private static final long NO_FUNCDATA = 0xffff_ffffL;

    private final ElfFile file;
    private final long gofunc;
    private final boolean beforeGo120;

    InlineTree(ElfFile file, long gofunc, boolean beforeGo120) {
        this.file = file;
        this.gofunc = gofunc;
        this.beforeGo120 = beforeGo120;
    }

    /** File offset of a function's tree, -1 if nothing was inlined into it. */
    long offset(Bytes functions, long record) throws ElfFormatException {
        long pcdataCount = functions.u32(record + 28);
        int fixedBytes = beforeGo120 ? 40 : 44;
        int funcdataCount = functions.u8(record + fixedBytes - 1);
        if (gofunc == -1 || pcdataCount <= PCDATA_INL_TREE_INDEX || funcdataCount <= FUNCDATA_INL_TREE) {
            return -1;
        }
        long tree = functions.u32(record + fixedBytes + (pcdataCount + FUNCDATA_INL_TREE) * 4);
        return tree == NO_FUNCDATA ? -1 : file.offsetOf(gofunc + tree);
    }

    /** Offset in pctab of the table that gives the index into the tree; only where there is a tree. */
    long indexTable(Bytes functions, long record) throws ElfFormatException {
        return functions.u32(record + (beforeGo120 ? 40 : 44) + PCDATA_INL_TREE_INDEX * 4L);
    }

    long nameOffset(long tree, int call) throws ElfFormatException {
        return file.bytes().u32(tree + (beforeGo120 ? call * 20L + 12 : call * 16L + 4));
    }

    /** Offset from the function's entry of an instruction at the call. */
    int parentPc(long tree, int call) throws ElfFormatException {
        return file.bytes().i32(tree + (beforeGo120 ? call * 20L + 16 : call * 16L + 8));
    }
}
