package dev.blindspot.elf;

import org.jspecify.annotations.Nullable;

/**
 * What a file's {@code runtime.moduledata} says of its code. Addresses are as linked.
 *
 * <p>Found by what it points to, as no stripped file names it: a word that holds the pclntab's address, followed by
 * the addresses of that table's parts.
 *
 * <p><i>Layout.</i> moduledata: pcHeader 0, funcnametab 8, cutab 32, filetab 56, pctab 80, pclntable 104, ftab 128 (its
 * length 136), text 176, etext 184 in Go 1.18 to 1.27; gofunc 304 (1.18, 1.19), 320 (1.20 to 1.26), 344 (1.27).
 *
 * @param address of the moduledata; -1 if it was not found and the header had to do
 * @param gofunc base of inline trees; -1 if unknown
 */
record GoModule(PcHeader header, long address, long text, long gofunc) {
    private static final int WORDS = 44;
    private static final int MAX_CANDIDATES = 64;

    /** Null if the file holds no Go code, or code of a Go before 1.18. */
    static @Nullable GoModule find(ElfFile file) throws ElfFormatException {
        Relocations relocations = Relocations.of(file);
        GoModule fallback = null;
        for (PcHeader header : new PcHeaderScan(file)) {
            GoModule module = find(file, relocations, header);
            if (module != null) {
                return module;
            }
            if (fallback == null && header.textStart() != 0) {
                fallback = new GoModule(header, -1, header.textStart(), -1);
            }
        }
        return fallback;
    }

    private static @Nullable GoModule find(ElfFile file, Relocations relocations, PcHeader header)
            throws ElfFormatException {
        int candidates = 0;
        for (Segment segment : file.segments()) {
            if (segment.isLoad() && segment.isWritable()) {
                long end = segment.offset() + segment.fileSize();
                long at = file.bytes().indexOfWord(header.address(), header.address(), segment.offset(), end);
                while (at >= 0 && candidates++ < MAX_CANDIDATES) {
                    GoModule module = at(file, relocations, header, file.addressOfByte(at));
                    if (module != null) {
                        return module;
                    }
                    at = file.bytes().indexOfWord(header.address(), header.address(), at + 8, end);
                }
            }
        }
        long place = relocations.place(header.address(), -1);
        while (place != -1 && candidates++ < MAX_CANDIDATES) {
            GoModule module = at(file, relocations, header, place);
            if (module != null) {
                return module;
            }
            place = relocations.place(header.address(), place);
        }
        return null;
    }

    private static @Nullable GoModule at(ElfFile file, Relocations relocations, PcHeader header, long address)
            throws ElfFormatException {
        long[] words = relocations.words(address, WORDS);
        long base = header.address();
        if (words == null
                || words[0] != base
                || words[1] != base + header.funcnameOffset()
                || words[4] != base + header.cuOffset()
                || words[7] != base + header.filetabOffset()
                || words[10] != base + header.pctabOffset()
                || words[13] != base + header.pclnOffset()
                || words[16] != base + header.pclnOffset()
                || words[17] != header.functions() + 1) {
            return null;
        }
        long gofunc = words[gofuncWord(file, header, words)];
        return new GoModule(header, address, words[22], file.offsetOf(gofunc) >= 0 ? gofunc : -1);
    }

    private static int gofuncWord(ElfFile file, PcHeader header, long[] words) {
        if (header.beforeGo120()) {
            return 38;
        }
        GoBuildInfo build = GoBuildInfo.of(file);
        // Word 38 is etypes up to 1.26 and the length of the type descriptors from 1.27 on.
        int minor = build == null ? -1 : build.minor();
        boolean fromGo127 = minor > 0 ? minor >= 27 : words[38] < words[37];
        return fromGo127 ? 43 : 40;
    }
}
