package dev.blindspot.sample;

import dev.blindspot.linux.Capabilities;
import dev.blindspot.linux.Errno;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.memory.ProcessMemoryReader;
import dev.blindspot.linux.proc.MapsCursor;
import dev.blindspot.linux.proc.ProcFile;
import dev.blindspot.linux.proc.Residency;
import dev.blindspot.model.DoctorCheck;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What of a process this one may read.
 *
 * <p>Source: ptrace(2), "Ptrace access mode checking": {@code maps} and {@code pagemap} take the right to read,
 * process_vm_readv(2) the right to attach, which Yama narrows.
 */
final class ProcessRights {
    private static final String FILES = "process files";
    private static final String MEMORY = "process memory";
    private static final int NOBODY_MAY = 3;
    private static final int CAPABLE_MAY = 2;

    private ProcessRights() {}

    /** Whether {@code /proc/PID/maps} and {@code pagemap} of any process could be read. */
    static DoctorCheck files() {
        Capabilities own = Capabilities.ofThisProcess();
        return own.has(Capabilities.CAP_SYS_PTRACE)
                ? DoctorCheck.ok(FILES, "those of any process may be read (CAP_SYS_PTRACE)")
                : DoctorCheck.limited(FILES, "only those of this user's processes may be read", own.grantedBy());
    }

    /** Whether those of a process can be read. */
    static DoctorCheck files(int pid) {
        ReadCost cost = new ReadCost();
        try (ProcFile maps = ProcFile.openMaps(pid, cost);
                Residency pages = Residency.of(pid, cost)) {
            long length = maps.read();
            if (length == 0) {
                return DoctorCheck.missing(
                        FILES, "process " + pid + " has no memory: it is a kernel thread, or ends", null);
            }
            if (length < 0 || pages.error() != 0) {
                return DoctorCheck.missing(
                        FILES,
                        "/proc/" + pid + (length < 0 ? "/maps" : "/pagemap") + " cannot be read: "
                                + Errno.text(length < 0 ? length : pages.error()) + " (CAP_SYS_PTRACE may)",
                        Capabilities.ofThisProcess().grantedBy());
            }
            return DoctorCheck.ok(FILES, "/proc/" + pid + "/maps and pagemap are readable");
        }
    }

    /** Whether memory of any process could be read. */
    static DoctorCheck memory() {
        Capabilities own = Capabilities.ofThisProcess();
        int scope = yamaScope();
        if (scope >= NOBODY_MAY) {
            return DoctorCheck.missing(
                    MEMORY, "kernel.yama.ptrace_scope is 3: nobody may read it until the next boot", null);
        }
        if (own.has(Capabilities.CAP_SYS_PTRACE)) {
            return DoctorCheck.ok(MEMORY, "that of any process may be read (CAP_SYS_PTRACE)");
        }
        return switch (scope) {
            case 0 -> DoctorCheck.limited(MEMORY, "only that of this user's processes may be read", own.grantedBy());
            case CAPABLE_MAY ->
                DoctorCheck.missing(MEMORY, "kernel.yama.ptrace_scope is 2: it takes CAP_SYS_PTRACE", own.grantedBy());
            default ->
                DoctorCheck.limited(
                        MEMORY,
                        "kernel.yama.ptrace_scope is 1: only that of commands Blindspot starts may be read",
                        "sudo sysctl kernel.yama.ptrace_scope=0");
        };
    }

    /** Whether that of a process can be read: a word of it is. */
    static DoctorCheck memory(int pid) {
        long result = readWord(pid);
        if (result > 0) {
            return DoctorCheck.ok(MEMORY, "that of process " + pid + " is readable (process_vm_readv)");
        }
        if (result == 0) {
            return DoctorCheck.missing(MEMORY, "process " + pid + " has none", null);
        }
        String refused = "that of process " + pid + " cannot be read: " + Errno.text(result);
        int scope = yamaScope();
        Capabilities own = Capabilities.ofThisProcess();
        if (scope == 1 && own.user() != 0) {
            return DoctorCheck.missing(
                    MEMORY,
                    refused + " (kernel.yama.ptrace_scope is 1; CAP_SYS_PTRACE may)",
                    "sudo sysctl kernel.yama.ptrace_scope=0");
        }
        return DoctorCheck.missing(
                MEMORY, refused + " (CAP_SYS_PTRACE may)", scope >= NOBODY_MAY ? null : own.grantedBy());
    }

    /** 8, 0 where there is no memory, or {@code -errno}. */
    private static long readWord(int pid) {
        ReadCost cost = new ReadCost();
        try (ProcFile maps = ProcFile.openMaps(pid, cost);
                Arena arena = Arena.ofConfined()) {
            long length = maps.read();
            MapsCursor cursor = new MapsCursor();
            cursor.reset(maps.bytes(), Math.max(length, 0));
            MemorySegment word = arena.allocate(Long.BYTES, Long.BYTES);
            ProcessMemoryReader reader = new ProcessMemoryReader(pid, cost);
            long address = 0;
            while (address == 0 && cursor.next()) {
                address = cursor.protection() == 0 ? 0 : cursor.start();
            }
            return length <= 0 ? length : reader.read(address, word, 0, Long.BYTES);
        }
    }

    private static int yamaScope() {
        try (ProcFile file = ProcFile.openPath("/proc/sys/kernel/yama/ptrace_scope", new ReadCost())) {
            String text = file.text().strip();
            return text.isEmpty() ? 0 : Integer.parseInt(text);
        }
    }
}
