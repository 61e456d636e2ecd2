package dev.blindspot.linux.proc;

import dev.blindspot.linux.Machine;
import java.lang.foreign.MemorySegment;

/**
 * Parses {@code /proc/PID/statm}, the cheapest figures of a process's memory.
 *
 * <p>Units: bytes. Threads: one. Allocation: none. Source: proc_pid_statm(5).
 */
public final class StatmParser {
    private final AsciiScanner scanner = new AsciiScanner();
    private final int pageBytes;
    private long size;
    private long resident;

    /** Of this machine. */
    public StatmParser() {
        this(Machine.PAGE_BYTES);
    }

    StatmParser(int pageBytes) {
        this.pageBytes = pageBytes;
    }

    /** Takes the figures; false, and nothing changed, where the text is not a whole {@code statm}. */
    public boolean parse(MemorySegment bytes, long length) {
        scanner.reset(bytes, 0, length);
        if (!scanner.decimal()) {
            return false;
        }
        long first = scanner.value();
        if (!scanner.take(' ') || !scanner.decimal()) {
            return false;
        }
        long second = scanner.value();
        if (!scanner.take(' ') || !scanner.decimal() || !scanner.take(' ')) {
            return false;
        }
        size = first;
        resident = second;
        return true;
    }

    /** Mapped. */
    public long vmBytes() {
        return size * pageBytes;
    }

    /** Resident, the same figure as VmRSS. */
    public long rssBytes() {
        return resident * pageBytes;
    }
}
