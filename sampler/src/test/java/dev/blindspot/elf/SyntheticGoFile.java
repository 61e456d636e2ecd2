package dev.blindspot.elf;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A small ELF file with Go's tables in it, made byte by byte: two functions, into the first of which another was
 * inlined.
 *
 * <p>File offsets: headers 0, text 0x1000, data 0x2000 (pclntab, go.func, moduledata, relocations, dynamic section).
 */
public final class SyntheticGoFile {
    static final long TEXT = 0x1000;
    private static final int DATA = 0x2000;
    private static final int MODULEDATA = 0x2800;
    private static final int GOFUNC = 0x2700;
    private static final int DYNAMIC = 0x2b00;
    private static final int RELA = 0x2c00;
    private static final int SYMTAB = 0x2f00;
    private static final int SIZE = 0x3000;

    private final Arch arch;
    private final boolean beforeGo120;
    private final boolean relocated;
    private final long base;
    private final ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private final String outer;
    private final String inner;
    private final String second;
    private int relocations;

    /** @param relocated whether addresses stand in relocations, as in a PIE, and not in the data */
    public SyntheticGoFile(Arch arch, boolean beforeGo120, boolean relocated) {
        this(arch, beforeGo120, relocated, "main.outer", "main.inner", "main.Map[go.shape.int]");
    }

    /**
     * The same with other functions.
     *
     * @param outer at {@link #text}
     * @param inner what was inlined into it
     * @param second 0x40 bytes after it
     */
    public SyntheticGoFile(
            Arch arch, boolean beforeGo120, boolean relocated, String outer, String inner, String second) {
        this.outer = outer;
        this.inner = inner;
        this.second = second;
        this.arch = arch;
        this.beforeGo120 = beforeGo120;
        this.relocated = relocated;
        this.base = relocated ? 0 : 0x40_0000;
        header();
        pclntab();
        moduledata();
    }

    long text() {
        return base + TEXT;
    }

    long moduledata_() {
        return base + MODULEDATA;
    }

    public byte[] bytes() {
        return bytes.array();
    }

    public ElfFile open() throws ElfFormatException {
        return ElfFile.of(MemorySegment.ofArray(bytes.array()));
    }

    private void header() {
        bytes.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1);
        bytes.putShort(16, (short) (relocated ? 3 : 2)).putShort(18, (short) (arch == Arch.AMD64 ? 62 : 183));
        bytes.putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) (relocated ? 3 : 2));
        segment(64, Segment.PT_LOAD, Segment.PF_X, TEXT, 0x1000);
        segment(120, Segment.PT_LOAD, Segment.PF_W, DATA, 0x1000);
        if (relocated) {
            segment(176, Segment.PT_DYNAMIC, 0, DYNAMIC, 0x40);
            bytes.putLong(DYNAMIC, 7).putLong(DYNAMIC + 8, RELA).putLong(DYNAMIC + 16, 8);
            bytes.putLong(DYNAMIC + 32, 6).putLong(DYNAMIC + 40, SYMTAB);
        }
    }

    private void segment(int at, int type, int flags, long offset, long size) {
        bytes.putInt(at, type).putInt(at + 4, flags | 4).putLong(at + 8, offset);
        bytes.putLong(at + 16, base + offset).putLong(at + 32, size).putLong(at + 40, size);
    }

    private void pclntab() {
        int names = DATA + 72;
        Map<String, Integer> nameOffsets = new LinkedHashMap<>();
        int at = names;
        for (String name : new String[] {"", outer, inner, second}) {
            nameOffsets.put(name, at - names);
            at = text(at, name);
        }
        int cutab = align(at);
        int files = cutab + 8;
        bytes.putInt(cutab, 1).putInt(cutab + 4, -1);
        int pctab = text(text(files, ""), "main.go") + 1;
        PcTables tables = new PcTables(pctab);
        int lines = tables.add(0x10, 10, 0x20, 33, 0x40, 12);
        int source = tables.add(0x40, 0);
        int depth = tables.add(0x8, 0, 0x40, 24);
        int inlined = tables.add(0x10, -1, 0x20, 0, 0x40, -1);
        int pcln = align(tables.end);
        bytes.putInt(DATA, beforeGo120 ? 0xffff_fff0 : 0xffff_fff1);
        bytes.put(DATA + 6, (byte) arch.instructionQuantum()).put(DATA + 7, (byte) 8);
        bytes.putLong(DATA + 8, 2).putLong(DATA + 16, 1);
        bytes.putLong(DATA + 32, names - DATA).putLong(DATA + 40, cutab - DATA).putLong(DATA + 48, files - DATA);
        bytes.putLong(DATA + 56, pctab - DATA).putLong(DATA + 64, pcln - DATA);
        bytes.putInt(pcln, 0)
                .putInt(pcln + 4, 24)
                .putInt(pcln + 8, 0x40)
                .putInt(pcln + 12, 104)
                .putInt(pcln + 16, 0x60);
        function(pcln + 24, 0, nameOffsets.getOrDefault(outer, 0), depth, source, lines, inlined);
        function(pcln + 104, 0x40, nameOffsets.getOrDefault(second, 0), 0, 0, 0, 0);
        int call = GOFUNC + 16;
        bytes.putInt(call + (beforeGo120 ? 12 : 4), nameOffsets.getOrDefault(inner, 0));
        bytes.putInt(call + (beforeGo120 ? 16 : 8), 0x24);
    }

    private void function(int at, int entry, int name, int depth, int source, int lines, int inlined) {
        bytes.putInt(at, entry).putInt(at + 4, name).putInt(at + 16, depth).putInt(at + 20, source);
        bytes.putInt(at + 24, lines).putInt(at + 28, 3).putInt(at + 32, 0);
        int fixed = beforeGo120 ? 40 : 44;
        bytes.put(at + fixed - 1, (byte) (inlined == 0 ? 0 : 4));
        bytes.putInt(at + fixed + 8, inlined);
        bytes.putInt(at + fixed + 12 + 12, inlined == 0 ? -1 : 16);
    }

    private void moduledata() {
        word(0, DATA);
        int[] tables = {1, 32, 4, 40, 7, 48, 10, 56, 13, 64, 16, 64};
        for (int i = 0; i < tables.length; i += 2) {
            word(tables[i], DATA + (int) bytes.getLong(DATA + tables[i + 1]));
        }
        bytes.putLong(MODULEDATA + 17 * 8, 3);
        word(22, (int) TEXT);
        word(23, (int) TEXT + 0x60);
        word(37, DATA);
        word(beforeGo120 ? 38 : 40, GOFUNC);
        if (!beforeGo120) {
            word(38, DATA + 0x100);
        }
    }

    /** An address in the moduledata: in place, or by a relocation, every second one against a symbol. */
    private void word(int index, int offset) {
        if (!relocated) {
            bytes.putLong(MODULEDATA + index * 8, base + offset);
            return;
        }
        boolean bySymbol = relocations % 2 == 1;
        int at = RELA + relocations++ * 24;
        bytes.putLong(at, MODULEDATA + index * 8L);
        bytes.putInt(at + 8, bySymbol ? arch.absoluteRelocation() : arch.relativeRelocation());
        bytes.putInt(at + 12, bySymbol ? 1 : 0);
        bytes.putLong(at + 16, bySymbol ? offset - 0x500 : offset);
        bytes.putLong(SYMTAB + 24 + 8, 0x500);
        bytes.putLong(DYNAMIC + 24, relocations * 24L);
    }

    private int text(int at, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.put(at, utf8);
        return at + utf8.length + 1;
    }

    private static int align(int at) {
        return (at + 7) & ~7;
    }

    private final class PcTables {
        private final int start;
        private int end;

        PcTables(int start) {
            this.start = start;
            this.end = start + 1;
        }

        /** Pairs: up to this offset, this value. */
        int add(int... pairs) {
            int table = end - start;
            int value = -1;
            int pc = 0;
            for (int i = 0; i < pairs.length; i += 2) {
                int delta = pairs[i + 1] - value;
                varint((delta << 1) ^ (delta >> 31));
                varint((pairs[i] - pc) / arch.instructionQuantum());
                value = pairs[i + 1];
                pc = pairs[i];
            }
            bytes.put(end++, (byte) 0);
            return table;
        }

        private void varint(int number) {
            for (int rest = number; ; rest >>>= 7) {
                bytes.put(end++, (byte) (rest < 0x80 ? rest : (rest & 0x7f) | 0x80));
                if (rest < 0x80) {
                    return;
                }
            }
        }
    }
}
