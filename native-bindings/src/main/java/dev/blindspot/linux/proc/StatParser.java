package dev.blindspot.linux.proc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.blindspot.linux.Machine;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Parses {@code /proc/PID/stat} and {@code /proc/PID/task/TID/stat}.
 *
 * <p>The name stands between the first and the last parenthesis: it may itself hold parentheses, blanks and newlines.
 *
 * <p>Units: bytes, counts; times in ticks of 1/100 s ({@link #TICKS_PER_SECOND}). Threads: one. Allocation: none but
 * for {@link #comm}.
 *
 * <p>Source: proc_pid_stat(5).
 */
public final class StatParser {
    /** USER_HZ of x86-64 and arm64, fixed by the kernel's ABI. */
    public static final int TICKS_PER_SECOND = 100;

    /** Fields of the manual are counted from 1; 3 is the first behind the name. */
    private static final int FIRST = 4;

    private static final int LAST = 24;

    private final AsciiScanner scanner = new AsciiScanner();
    private final int pageBytes;
    private final byte[] comm = new byte[64];
    private int commBytes;
    private char state = '?';
    private long[] fields = new long[LAST + 1];
    private long[] next = new long[LAST + 1];

    /** Of this machine. */
    public StatParser() {
        this(Machine.PAGE_BYTES);
    }

    StatParser(int pageBytes) {
        this.pageBytes = pageBytes;
    }

    /** Takes the fields; false, and nothing changed, where the text is not a whole {@code stat}. */
    public boolean parse(MemorySegment bytes, long length) {
        scanner.reset(bytes, 0, length);
        if (!scanner.decimal() || !scanner.take(' ') || !scanner.take('(')) {
            return false;
        }
        long pid = scanner.value();
        long name = scanner.position();
        long close = lastParenthesis(bytes, Math.min(length, bytes.byteSize()));
        if (close < name) {
            return false;
        }
        scanner.moveTo(close + 1);
        if (!scanner.take(' ')) {
            return false;
        }
        int letter = scanner.takeInLine();
        for (int field = FIRST; field <= LAST; field++) {
            if (!scanner.take(' ') || !scanner.decimal()) {
                return false;
            }
            next[field] = scanner.value();
        }
        next[1] = pid;
        state = (char) letter;
        commBytes = (int) Math.min(close - name, comm.length);
        MemorySegment.copy(bytes, JAVA_BYTE, name, comm, 0, commBytes);
        long[] old = fields;
        fields = next;
        next = old;
        return true;
    }

    private static long lastParenthesis(MemorySegment bytes, long length) {
        long at = length - 1;
        while (at >= 0 && bytes.get(JAVA_BYTE, at) != ')') {
            at--;
        }
        return at;
    }

    public int pid() {
        return (int) fields[1];
    }

    /** The name as a new String. */
    public String comm() {
        return new String(comm, 0, commBytes, StandardCharsets.UTF_8);
    }

    /** {@code R S D T t Z X I …}. */
    public char state() {
        return state;
    }

    public int ppid() {
        return (int) fields[4];
    }

    /** The kernel's PF_ flags. */
    public long flags() {
        return fields[9];
    }

    /** Faults without disk, of all threads for a process, of one for a thread. */
    public long minflt() {
        return fields[10];
    }

    /** Faults that waited for a disk. */
    public long majflt() {
        return fields[12];
    }

    public int threads() {
        return (int) fields[20];
    }

    /** Ticks from boot to the start of the process. */
    public long starttime() {
        return fields[22];
    }

    public long rssBytes() {
        return fields[24] * pageBytes;
    }
}
