package dev.blindspot.linux.proc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.ReadCost;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * How many descriptors a process has open.
 *
 * <p>Since Linux 6.2 the size of {@code /proc/PID/fd} is their number: one call, however many there are. Before, it is 0
 * and the directory is listed.
 *
 * <p>Threads: one at a time. Allocation: none. Source: statx(2), proc_pid_fd(5).
 */
public final class FdCount {
    private static final int AT_FDCWD = -100;
    private static final int STATX_SIZE = 0x200;
    private static final int STATX_BYTES = 256;
    private static final int SIZE_AT = 40;

    private final MemorySegment path;
    private final MemorySegment answer = Arena.ofAuto().allocate(STATX_BYTES, 8);
    private final TaskList list;
    private final ReadCost cost;

    public FdCount(int pid, ReadCost cost) {
        path = Arena.ofAuto().allocateFrom("/proc/" + pid + "/fd");
        list = TaskList.ofDescriptors(pid, cost);
        this.cost = cost;
    }

    /** Their number now, or {@code -errno}: {@code -EACCES} without the right to trace the process. */
    public long read() {
        long result = Libc.syscall(SyscallNumbers.STATX, AT_FDCWD, path.address(), 0, STATX_SIZE, answer.address());
        cost.add(result);
        if (result == 0 && (answer.get(JAVA_INT, 0) & STATX_SIZE) != 0) {
            long size = answer.get(JAVA_LONG, SIZE_AT);
            if (size > 0) {
                return size;
            }
        }
        return list.read();
    }
}
