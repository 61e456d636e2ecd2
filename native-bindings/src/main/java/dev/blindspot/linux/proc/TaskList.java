package dev.blindspot.linux.proc;

import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Names of a {@code /proc} directory that are numbers: thread ids of {@code task}, descriptors of {@code fd}.
 *
 * <p>Threads: one at a time. Allocation: none once the arrays have grown. Errors: {@link #read} gives {@code -errno}.
 *
 * <p>Layout of an entry: {@code u64 ino, u64 off, u16 length, u8 type, char name[]}. Source: getdents64(2).
 */
public final class TaskList {
    private static final int BUFFER_BYTES = 32 << 10;
    private static final int LENGTH_AT = 16;
    private static final int NAME_AT = 19;

    private final MemorySegment path;
    private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER_BYTES);
    private final AsciiScanner scanner = new AsciiScanner();
    private final ReadCost cost;
    private int[] ids = new int[64];
    private int count;

    private TaskList(String path, ReadCost cost) {
        this.path = Arena.ofAuto().allocateFrom(path);
        this.cost = cost;
    }

    /** The threads of a process. */
    public static TaskList ofThreads(int pid, ReadCost cost) {
        return new TaskList("/proc/" + pid + "/task", cost);
    }

    /** The open descriptors of a process. */
    public static TaskList ofDescriptors(int pid, ReadCost cost) {
        return new TaskList("/proc/" + pid + "/fd", cost);
    }

    /** Lists anew; gives how many there are, or {@code -errno}. */
    public int read() {
        count = 0;
        int fd = Libc.open(path, Linux.O_RDONLY() | Linux.O_CLOEXEC());
        if (fd < 0) {
            return fd;
        }
        try {
            while (true) {
                long got = Libc.syscall(SyscallNumbers.GETDENTS64, fd, buffer.address(), BUFFER_BYTES, 0, 0);
                cost.add(got);
                if (got <= 0) {
                    return got < 0 ? (int) got : count;
                }
                take(buffer, got);
            }
        } finally {
            Libc.close(fd);
        }
    }

    /** Takes the numbers among the entries of one answer. */
    void take(MemorySegment entries, long length) {
        long at = 0;
        while (at + NAME_AT < length) {
            int entryBytes = entries.get(JAVA_SHORT_UNALIGNED, at + LENGTH_AT) & 0xffff;
            if (entryBytes <= NAME_AT) {
                return;
            }
            scanner.reset(entries, at + NAME_AT, Math.min(at + entryBytes, length));
            if (scanner.decimal() && scanner.peek() == 0) {
                add((int) scanner.value());
            }
            at += entryBytes;
        }
    }

    private void add(int id) {
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, count * 2);
        }
        ids[count++] = id;
    }

    /** How many the last {@link #read} found. */
    public int count() {
        return count;
    }

    /** One of them, in the kernel's order. */
    public int id(int index) {
        return ids[index];
    }
}
