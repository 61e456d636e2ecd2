package dev.blindspot.ledger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.blindspot.linux.proc.MapsCursor;
import java.util.Arrays;

/**
 * Puts a mapping into a category by what {@code maps} says of it.
 *
 * <p>The rules, first match first:
 *
 * <ol>
 *   <li>no name: behind the writable data of the executable and touching it, {@code go.binary.bss}: what the kernel
 *       added at the exec for variables without a value in the file. Else {@code mmap.anon}, or {@code mmap.shared}.
 *   <li>a name in brackets: {@code [heap]} is {@code c.heap}, {@code [stack]} is {@code c.stacks}; names glibc gives
 *       (tunable glibc.mem.decorate_maps) tell its heaps and thread stacks; other names the process gave are
 *       {@code mmap.anon} or {@code mmap.shared}; the rest ([vdso], [vvar]) is {@code special}.
 *   <li>{@code mmap.shared}: a memfd, System V shared memory, shared anonymous memory (which the kernel calls
 *       {@code /dev/zero (deleted)}).
 *   <li>{@code special}: hugetlb, devices, descriptors that are no files.
 *   <li>the executable: {@code go.binary.text} what may be executed, {@code data} what may be written, {@code rodata} the
 *       rest. Of a program that is not Go its own file, bss too, is {@code lib.text} and {@code lib.data}: the
 *       contract has no name of its own for it.
 *   <li>a file of which some mapping may be executed, or named as a shared object: {@code lib.text} where it may be
 *       executed, else {@code lib.data}; {@code plugin.text} and {@code plugin.data} where Go's runtime has a module in it.
 *   <li>any other file: {@code mmap.file}.
 * </ol>
 *
 * <p>The bss of libraries stays in {@code mmap.anon}: the kernel may have joined it with a neighbour that is nobody's bss.
 * Unnamed stacks of C threads and heaps of C are told by {@link CRegions}.
 *
 * <p>Threads: one. Allocation: none per mapping. Source: proc_pid_maps(5); fs/proc/task_mmu.c; glibc's setvmaname.c.
 */
final class MappingClassifier {
    private static final byte[] HEAP = ascii("[heap]");
    private static final byte[] STACK = ascii("[stack");
    private static final byte[] VVAR = ascii("[vvar");
    private static final byte[] GLIBC_STACK = ascii("[anon: glibc: pthread stack");
    private static final byte[] GLIBC_HEAP = ascii("[anon: glibc: malloc");
    private static final byte[] NAMED = ascii("[anon:");
    private static final byte[] NAMED_SHARED = ascii("[anon_shmem:");
    private static final byte[] BRACKET = ascii("[");
    private static final byte[] MEMFD = ascii("/memfd:");
    private static final byte[] SYSTEM_V = ascii("/SYSV");
    private static final byte[] ZERO = ascii("/dev/zero");
    private static final byte[] SHM = ascii("/dev/shm/");
    private static final byte[] DEVICE = ascii("/dev/");
    private static final byte[] HUGETLB = ascii("/anon_hugepage");
    private static final byte[] DMABUF = ascii("/dmabuf");
    private static final byte[] SLASH = ascii("/");
    private static final byte[] SHARED_OBJECT = ascii(".so");
    private static final byte[] DELETED_SHARED_OBJECT = ascii(".so (deleted)");

    private final FileSet executables = new FileSet();
    private final FileSet plugins = new FileSet();
    private long[] pluginCode = {};
    private byte[] executable = new byte[0];
    private boolean go;
    private long dataEnd;

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    /**
     * Begins a pass over all mappings by rising addresses; before it {@link #meet} must have met them all.
     *
     * @param executablePath as {@code maps} prints it; empty where it is unknown
     * @param isGo whether the executable is a Go program
     */
    void begin(byte[] executablePath, boolean isGo) {
        executable = executablePath;
        go = isGo;
        dataEnd = 0;
    }

    /**
     * Forgets what was met.
     *
     * @param code an address in the code of each Go plugin, sorted
     */
    void forget(long[] code) {
        executables.clear();
        plugins.clear();
        pluginCode = code;
    }

    /** Notes which files have code, and which of them are plugins. */
    void meet(MapsCursor mapping) {
        if (mapping.isExecutable()) {
            executables.add(mapping.device(), mapping.inode());
            int at = Arrays.binarySearch(pluginCode, mapping.start());
            int next = at < 0 ? -at - 1 : at;
            if (next < pluginCode.length && pluginCode[next] < mapping.end()) {
                plugins.add(mapping.device(), mapping.inode());
            }
        }
    }

    /** The category of the next mapping. */
    LedgerCategory classify(MapsCursor mapping) {
        if (mapping.pathLength() == 0) {
            return unnamed(mapping);
        }
        if (mapping.pathStartsWith(BRACKET)) {
            return bracketed(mapping);
        }
        boolean shared = mapping.isShared() && mapping.pathStartsWith(ZERO);
        if (shared || mapping.pathStartsWith(MEMFD) || mapping.pathStartsWith(SYSTEM_V)) {
            return LedgerCategory.MMAP_SHARED;
        }
        if (isSpecialFile(mapping)) {
            return LedgerCategory.SPECIAL;
        }
        if (mapping.pathEquals(executable)) {
            return ofExecutable(mapping);
        }
        if (plugins.contains(mapping.device(), mapping.inode())) {
            return mapping.isExecutable() ? LedgerCategory.PLUGIN_TEXT : LedgerCategory.PLUGIN_DATA;
        }
        boolean library = executables.contains(mapping.device(), mapping.inode())
                || mapping.pathEndsWith(SHARED_OBJECT)
                || mapping.pathEndsWith(DELETED_SHARED_OBJECT);
        if (library) {
            return mapping.isExecutable() ? LedgerCategory.LIB_TEXT : LedgerCategory.LIB_DATA;
        }
        return LedgerCategory.MMAP_FILE;
    }

    private LedgerCategory unnamed(MapsCursor mapping) {
        if (mapping.isShared()) {
            return LedgerCategory.MMAP_SHARED;
        }
        boolean bss = mapping.start() == dataEnd && mapping.isWritable() && !mapping.isExecutable();
        if (!bss) {
            return LedgerCategory.MMAP_ANON;
        }
        return go ? LedgerCategory.GO_BINARY_BSS : LedgerCategory.LIB_DATA;
    }

    private static LedgerCategory bracketed(MapsCursor mapping) {
        if (mapping.pathEquals(HEAP) || mapping.pathStartsWith(GLIBC_HEAP)) {
            return LedgerCategory.C_HEAP;
        }
        if (mapping.pathStartsWith(STACK) || mapping.pathStartsWith(GLIBC_STACK)) {
            return LedgerCategory.C_STACKS;
        }
        if (mapping.pathStartsWith(NAMED)) {
            return LedgerCategory.MMAP_ANON;
        }
        return mapping.pathStartsWith(NAMED_SHARED) ? LedgerCategory.MMAP_SHARED : LedgerCategory.SPECIAL;
    }

    private static boolean isSpecialFile(MapsCursor mapping) {
        boolean device =
                mapping.pathStartsWith(DEVICE) && !mapping.pathStartsWith(SHM) && !mapping.pathStartsWith(ZERO);
        // anon_inode:[perf_event], socket:[123]: descriptors without a path.
        return device
                || mapping.pathStartsWith(HUGETLB)
                || mapping.pathStartsWith(DMABUF)
                || !mapping.pathStartsWith(SLASH);
    }

    private LedgerCategory ofExecutable(MapsCursor mapping) {
        if (mapping.isExecutable()) {
            return go ? LedgerCategory.GO_BINARY_TEXT : LedgerCategory.LIB_TEXT;
        }
        if (mapping.isWritable()) {
            dataEnd = mapping.end();
            return go ? LedgerCategory.GO_BINARY_DATA : LedgerCategory.LIB_DATA;
        }
        return go ? LedgerCategory.GO_BINARY_RODATA : LedgerCategory.LIB_DATA;
    }

    /**
     * Whether only pages of a file count as resident: in shared mappings, and in the kernel's data for the vdso, a present
     * page without a file is a raw page frame that VmRSS does not hold.
     */
    static boolean countsOnlyFilePages(MapsCursor mapping) {
        return mapping.isShared() || mapping.pathStartsWith(VVAR);
    }
}
