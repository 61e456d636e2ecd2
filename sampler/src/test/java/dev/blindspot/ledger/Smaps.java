package dev.blindspot.ledger;

import dev.blindspot.linux.Machine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The same sums out of {@code smaps}, by other code: what a ledger of a stopped process must equal. */
final class Smaps {
    private static final long HEAP_BYTES = 64L << 20;

    /** Of a thread's stack. */
    private static final long GUARD_BYTES =
            System.getProperty("os.arch").equals("aarch64") ? 64 << 10 : Machine.PAGE_BYTES;

    /** Of {@code heap_info}; in an arena's first heap the arena follows it. */
    private static final long MOST_HEAP_INFO_BYTES = 64;

    record Sum(long rss, long virtual, long swap, long huge, int mappings) {
        Sum plus(Sum other) {
            return new Sum(
                    rss + other.rss,
                    virtual + other.virtual,
                    swap + other.swap,
                    huge + other.huge,
                    mappings + other.mappings);
        }
    }

    private record Mapping(String range, String permissions, String file, String name, Map<String, Long> figures) {
        long figure(String key) {
            return figures.getOrDefault(key, 0L);
        }
    }

    private Smaps() {}

    static Map<String, Sum> read(long pid, boolean go) throws IOException {
        List<Mapping> mappings = parse(Files.readAllLines(Path.of("/proc/" + pid + "/smaps")));
        String executable =
                Files.readSymbolicLink(Path.of("/proc/" + pid + "/exe")).toString();
        Set<String> code = new HashSet<>();
        for (Mapping mapping : mappings) {
            if (mapping.permissions.contains("x") && mapping.name.startsWith("/")) {
                code.add(mapping.file);
            }
        }
        Set<String> heaps = heaps(pid, mappings);
        Map<String, Sum> sums = new TreeMap<>();
        Mapping before = null;
        String dataEnd = "";
        for (Mapping mapping : mappings) {
            String[] ends = mapping.range.split("-", -1);
            String category = category(mapping, executable, code, go, ends[0].equals(dataEnd));
            category = category.equals("mmap.anon") && isStack(mapping, before) ? "c.stacks" : category;
            // Unless its runtime is read, of a Go program none is told: Go's arenas begin at the same multiples.
            boolean heap = !go && category.equals("mmap.anon") && heaps.contains(ends[0]);
            category = heap || (!go && isRestOfHeap(mapping, before, heaps)) ? "c.heap" : category;
            before = mapping;
            boolean data = mapping.name.equals(executable) && mapping.permissions.startsWith("rw");
            dataEnd = data ? ends[1] : "";
            long bytes = Long.parseUnsignedLong(ends[1], 16) - Long.parseUnsignedLong(ends[0], 16);
            long huge = mapping.figure("AnonHugePages")
                    + mapping.figure("ShmemPmdMapped")
                    + mapping.figure("FilePmdMapped");
            sums.merge(category, new Sum(mapping.figure("Rss"), bytes, mapping.figure("Swap"), huge, 1), Sum::plus);
        }
        return sums;
    }

    /** An unnamed mapping behind a guard of one page, on arm64 of 64 KiB. */
    private static boolean isStack(Mapping mapping, @Nullable Mapping before) {
        return before != null
                && mapping.permissions.startsWith("rw")
                && before.name.isEmpty()
                && before.permissions.startsWith("---p")
                && before.figure("Size") == GUARD_BYTES
                && before.range.endsWith("-" + mapping.range.split("-", -1)[0]);
    }

    /** The starts of mappings that begin with glibc's own {@code heap_info}: {arena, previous heap, size, bytes made usable}. */
    private static Set<String> heaps(long pid, List<Mapping> mappings) throws IOException {
        Set<String> heaps = new HashSet<>();
        try (FileChannel memory = FileChannel.open(Path.of("/proc/" + pid + "/mem"))) {
            for (Mapping mapping : mappings) {
                long start = Long.parseUnsignedLong(mapping.range.split("-", -1)[0], 16);
                ByteBuffer info = ByteBuffer.allocate(32).order(ByteOrder.nativeOrder());
                if (mapping.name.isEmpty()
                        && mapping.permissions.equals("rw-p")
                        && start % HEAP_BYTES == 0
                        && memory.read(info, start) == 32
                        && info.getLong(0) % HEAP_BYTES <= MOST_HEAP_INFO_BYTES
                        && info.getLong(16) > 0
                        && info.getLong(16) <= info.getLong(24)
                        && info.getLong(24) == mapping.figure("Size")) {
                    heaps.add(mapping.range.split("-", -1)[0]);
                }
            }
        }
        return heaps;
    }

    private static boolean isRestOfHeap(Mapping mapping, @Nullable Mapping before, Set<String> heaps) {
        String[] ends = before == null ? new String[2] : before.range.split("-", -1);
        return mapping.name.isEmpty()
                && mapping.permissions.equals("---p")
                && heaps.contains(String.valueOf(ends[0]))
                && mapping.range.startsWith(ends[1] + "-");
    }

    private static List<Mapping> parse(List<String> lines) {
        List<Mapping> mappings = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" +", 6);
            if (words[0].endsWith(":")) {
                if (line.endsWith(" kB")) {
                    String key = words[0].substring(0, words[0].length() - 1);
                    mappings.getLast().figures.put(key, Long.parseLong(words[1]) << 10);
                }
            } else {
                String name = words.length > 5 ? words[5] : "";
                mappings.add(new Mapping(words[0], words[1], words[3] + words[4], name, new TreeMap<>()));
            }
        }
        return mappings;
    }

    private static String category(
            Mapping mapping, String executable, Set<String> code, boolean go, boolean behindData) {
        boolean execute = mapping.permissions.contains("x");
        boolean write = mapping.permissions.contains("w");
        boolean hugetlb = mapping.figure("KernelPageSize") > 1 << 20;
        String name = mapping.name;
        if (hugetlb || name.matches("\\[(vdso|vvar.*|vsyscall)]|anon_inode:.*|/dev/(?!zero|shm/).*")) {
            return "special";
        }
        if (name.matches("/memfd:.*|/SYSV.*|\\[anon_shmem:.*") || (name.startsWith("/dev/zero") && isShared(mapping))) {
            return "mmap.shared";
        }
        if (name.equals(executable)) {
            String kind = execute ? "text" : go && !write ? "rodata" : "data";
            return (go ? "go.binary." : "lib.") + kind;
        }
        if (name.isEmpty() || name.startsWith("[anon:")) {
            return !behindData || !name.isEmpty() ? "mmap.anon" : go ? "go.binary.bss" : "lib.data";
        }
        if (name.startsWith("[")) {
            return name.equals("[heap]") ? "c.heap" : "c.stacks";
        }
        if (code.contains(mapping.file) || name.endsWith(".so")) {
            return execute ? "lib.text" : "lib.data";
        }
        return "mmap.file";
    }

    private static boolean isShared(Mapping mapping) {
        return mapping.permissions.endsWith("s");
    }
}
