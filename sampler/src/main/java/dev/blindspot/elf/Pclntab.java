package dev.blindspot.elf;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Go's own symbol table (Go 1.18 to 1.27), which no stripping removes: address to function, file, line, inlined calls
 * and stack depth. Addresses are as linked. Everything is read from the mapped file at each question.
 *
 * <p><i>Threads.</i> Immutable.
 *
 * <p><i>Layout.</i> ftab: {entryoff u32, funcoff u32}[nfunc], end u32, at the header's pclnOffset, which funcoff counts
 * from as well. {@code _func}: entryoff 0, nameoff 4, pcsp 16, pcfile 20, pcln 24, npcdata 28, cuOffset 32, from 1.20
 * on startLine 36; its last byte is nfuncdata; then u32 pcdata[npcdata], u32 funcdata[nfuncdata].
 *
 * <p><i>Errors.</i> A damaged table gives {@link ElfFormatException} or "unknown", after bounded work.
 *
 * <p><i>Source.</i> runtime/symtab.go, runtime/runtime2.go, cmd/link/internal/ld/pcln.go.
 */
public final class Pclntab {
    private static final int MAX_NAME_BYTES = 1 << 16;
    private static final int MAX_INLINE_DEPTH = 128;
    private static final int MAX_INLINED_CALLS = 1 << 16;
    private static final long NO_FILE = 0xffff_ffffL;

    private final ElfFile file;
    private final GoModule module;
    private final int quantum;
    private final int count;
    private final Bytes names;
    private final Bytes cutab;
    private final Bytes files;
    private final Bytes pctab;
    private final Bytes functions;
    private final InlineTree inlineTree;

    private Pclntab(ElfFile file, GoModule module) throws ElfFormatException {
        this.file = file;
        this.module = module;
        PcHeader header = module.header();
        quantum = file.arch().instructionQuantum();
        count = (int) Math.min(header.functions(), Integer.MAX_VALUE);
        Bytes table = file.bytes().slice(header.offset(), file.bytes().size() - header.offset());
        names = table.slice(header.funcnameOffset(), header.cuOffset() - header.funcnameOffset());
        cutab = table.slice(header.cuOffset(), header.filetabOffset() - header.cuOffset());
        files = table.slice(header.filetabOffset(), header.pctabOffset() - header.filetabOffset());
        pctab = table.slice(header.pctabOffset(), header.pclnOffset() - header.pctabOffset());
        functions = table.slice(header.pclnOffset(), table.size() - header.pclnOffset());
        inlineTree = new InlineTree(file, module.gofunc(), header.beforeGo120());
    }

    /** Null if the file holds no code of Go 1.18 or later. */
    public static @Nullable Pclntab of(ElfFile file) throws ElfFormatException {
        GoModule module = GoModule.find(file);
        return module == null ? null : new Pclntab(file, module);
    }

    /** Linked address of the file's {@code runtime.moduledata}; -1 if it was not found. */
    public long moduledata() {
        return module.address();
    }

    /** Number of functions; they are numbered by address. */
    public int count() {
        return count;
    }

    public long entry(int function) throws ElfFormatException {
        return module.text() + functions.u32(function * 8L);
    }

    /** Address after the function's last byte. */
    public long end(int function) throws ElfFormatException {
        return entry(function + 1);
    }

    /** The function that holds this address, -1 if none does. Allocates nothing. */
    public int indexOf(long address) throws ElfFormatException {
        long offset = address - module.text();
        if (offset < functions.u32(0) || offset >= functions.u32(count * 8L)) {
            return -1;
        }
        int low = 0;
        int high = count;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (functions.u32(middle * 8L) <= offset) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Full name, type arguments as {@code [...]}. */
    public String name(int function) throws ElfFormatException {
        return nameAt(nameId(function));
    }

    /** What stands for a function's name: equal ids are equal names, and cheaper to compare. */
    public long nameId(int function) throws ElfFormatException {
        return functions.u32(record(function) + 4);
    }

    /** The code of a function; empty where the file does not hold it. */
    public Bytes code(int function) throws ElfFormatException {
        long entry = entry(function);
        long offset = file.offsetOf(entry);
        long length = end(function) - entry;
        return file.bytes().holds(offset, length)
                ? file.bytes().slice(offset, length)
                : file.bytes().slice(0, 0);
    }

    /** A call that was inlined into a function. */
    public interface InlinedCall {
        /**
         * Is told of it.
         *
         * @param nameId of what was called, as of {@link #nameId}
         * @param address of an instruction of the caller at the call: {@link #frames} there begins with the caller
         */
        void accept(long nameId, long address) throws ElfFormatException;
    }

    /** Tells of every call that was inlined into a function, also those of which no instruction of their own is left. */
    public void inlinedCalls(int function, InlinedCall visitor) throws ElfFormatException {
        long record = record(function);
        long tree = inlineTree.offset(functions, record);
        if (tree < 0) {
            return;
        }
        long entry = entry(function);
        long indexes = inlineTree.indexTable(functions, record);
        BitSet seen = new BitSet();
        PcValues.each(pctab, indexes, end(function) - entry, call -> {
            if (call >= 0 && call < MAX_INLINED_CALLS) {
                seen.set(call);
            }
        });
        Deque<Integer> left = new ArrayDeque<>(seen.stream().boxed().toList());
        while (!left.isEmpty()) {
            int call = left.pop();
            int parentPc = inlineTree.parentPc(tree, call);
            visitor.accept(inlineTree.nameOffset(tree, call), entry + parentPc);
            int parent = PcValues.at(pctab, indexes, parentPc, quantum);
            if (parent >= 0 && parent < MAX_INLINED_CALLS && !seen.get(parent)) {
                seen.set(parent);
                left.push(parent);
            }
        }
    }

    /**
     * Bytes by which the stack pointer at this address is below its value at the function's entry: on amd64 the
     * return address lies there; -1 if unknown. Allocates nothing.
     */
    public int stackDepth(int function, long address) throws ElfFormatException {
        return value(function, 16, address);
    }

    /** The {@link UnwindRule} at this address; {@link UnwindRule#UNKNOWN} where the table has no depth. */
    public long unwindRule(int function, long address) throws ElfFormatException {
        return UnwindRule.go(stackDepth(function, address));
    }

    /** Line at this address in the innermost inlined function; 0 if unknown. */
    public int line(int function, long address) throws ElfFormatException {
        return Math.max(0, value(function, 24, address));
    }

    /** Source file at this address, likewise; null if unknown. */
    public @Nullable String file(int function, long address) throws ElfFormatException {
        int index = value(function, 20, address);
        if (index < 0) {
            return null;
        }
        long unit = functions.u32(record(function) + 32);
        long at = cutab.u32((unit + index) * 4);
        return at == NO_FILE ? null : files.cString(at, MAX_NAME_BYTES);
    }

    /** The function and what was inlined into it at this address, innermost first; empty if no function is there. */
    public List<SourceFrame> frames(long address) throws ElfFormatException {
        List<SourceFrame> frames = new ArrayList<>(1);
        int function = indexOf(address);
        if (function < 0) {
            return frames;
        }
        long record = record(function);
        long entry = entry(function);
        long tree = inlineTree.offset(functions, record);
        long at = address;
        for (int depth = 0; tree >= 0 && depth < MAX_INLINE_DEPTH; depth++) {
            int call = PcValues.at(pctab, inlineTree.indexTable(functions, record), at - entry, quantum);
            if (call < 0) {
                break;
            }
            String name = nameAt(inlineTree.nameOffset(tree, call));
            frames.add(new SourceFrame(name, file(function, at), line(function, at), true));
            at = entry + inlineTree.parentPc(tree, call);
        }
        frames.add(new SourceFrame(name(function), file(function, at), line(function, at), false));
        return frames;
    }

    /** A name by its {@link #nameId}, as {@code runtime.funcNameForPrint} has it: type arguments are shapes, which nobody wrote. */
    public String nameAt(long offset) throws ElfFormatException {
        String name = names.cString(offset, MAX_NAME_BYTES);
        int open = name.indexOf('[');
        int close = name.lastIndexOf(']');
        return open >= 0 && close > open ? name.substring(0, open) + "[...]" + name.substring(close + 1) : name;
    }

    private int value(int function, int tableField, long address) throws ElfFormatException {
        long table = functions.u32(record(function) + tableField);
        return PcValues.at(pctab, table, address - entry(function), quantum);
    }

    private long record(int function) throws ElfFormatException {
        return functions.u32(function * 8L + 4);
    }
}
