package dev.blindspot.linux.perf;

import dev.blindspot.linux.bindings.Linux;

/**
 * PERF_RECORD_FORK and PERF_RECORD_EXIT: a thread began or ended. A process does when {@code pid} and {@code tid} are
 * the same; a new thread of a process has the {@code pid} of its parent.
 *
 * <p>Layout: {@code 8 pid u32, ppid u32 | 16 tid u32, ptid u32 | 24 time u64 | trailer}.
 */
public final class TaskRecord {
    private TaskRecord() {}

    public static boolean isFork(PerfRecord record) {
        return record.type() == Linux.PERF_RECORD_FORK();
    }

    public static boolean isExit(PerfRecord record) {
        return record.type() == Linux.PERF_RECORD_EXIT();
    }

    public static int pid(PerfRecord record) {
        return record.getInt(8);
    }

    /** The process that made it. */
    public static int parentPid(PerfRecord record) {
        return record.getInt(12);
    }

    public static int tid(PerfRecord record) {
        return record.getInt(16);
    }

    /** The thread that made it. */
    public static int parentTid(PerfRecord record) {
        return record.getInt(20);
    }
}
