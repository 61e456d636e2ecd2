package dev.blindspot.linux.proc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Walks over the lines of {@code /proc/PID/maps} as bytes.
 *
 * <p>A newline in a path stands there as {@code \012}, as the kernel prints it. A mapping may come twice, or overlap the
 * one before, where the process changed it between two reads of the file.
 *
 * <p>Threads: one. Allocation: none but for {@link #path}. Errors: lines of another shape are passed over and counted.
 *
 * <p>Source: proc_pid_maps(5).
 */
public final class MapsCursor {
    private final AsciiScanner scanner = new AsciiScanner();
    private MemorySegment bytes = MemorySegment.NULL;
    private int malformed;
    private long start;
    private long end;
    private int protection;
    private boolean shared;
    private long offset;
    private int major;
    private int minor;
    private long inode;
    private long pathAt;
    private int pathBytes;

    /** Begins at the first line. */
    public void reset(MemorySegment text, long length) {
        bytes = text;
        scanner.reset(text, 0, length);
        malformed = 0;
    }

    /** Goes to the next mapping; false at the end. */
    public boolean next() {
        while (scanner.peek() >= 0) {
            boolean right = fields();
            boolean whole = scanner.skipLine();
            if (right && whole) {
                pathBytes = (int) (scanner.position() - 1 - pathAt);
                return true;
            }
            malformed++;
        }
        return false;
    }

    private boolean fields() {
        if (!scanner.hex()) {
            return false;
        }
        start = scanner.value();
        if (!scanner.take('-') || !scanner.hex()) {
            return false;
        }
        end = scanner.value();
        if (!scanner.take(' ') || !permissions() || !scanner.take(' ') || !scanner.hex()) {
            return false;
        }
        offset = scanner.value();
        if (!scanner.take(' ') || !scanner.hex()) {
            return false;
        }
        major = (int) scanner.value();
        if (!scanner.take(':') || !scanner.hex()) {
            return false;
        }
        minor = (int) scanner.value();
        if (!scanner.take(' ') || !scanner.decimal()) {
            return false;
        }
        inode = scanner.value();
        scanner.skipBlanks();
        pathAt = scanner.position();
        return Long.compareUnsigned(start, end) < 0;
    }

    private boolean permissions() {
        int read = scanner.takeInLine();
        int write = scanner.takeInLine();
        int execute = scanner.takeInLine();
        int sharing = scanner.takeInLine();
        protection = (read == 'r' ? Linux.PROT_READ() : 0)
                | (write == 'w' ? Linux.PROT_WRITE() : 0)
                | (execute == 'x' ? Linux.PROT_EXEC() : 0);
        shared = sharing == 's';
        return shared || sharing == 'p';
    }

    /** First address. */
    public long start() {
        return start;
    }

    /** Address behind the last. */
    public long end() {
        return end;
    }

    public long lengthBytes() {
        return end - start;
    }

    /** The kernel's PROT_ bits. */
    public int protection() {
        return protection;
    }

    public boolean isReadable() {
        return (protection & Linux.PROT_READ()) != 0;
    }

    public boolean isWritable() {
        return (protection & Linux.PROT_WRITE()) != 0;
    }

    public boolean isExecutable() {
        return (protection & Linux.PROT_EXEC()) != 0;
    }

    /** MAP_SHARED. */
    public boolean isShared() {
        return shared;
    }

    /** Place in the file of the first byte. */
    public long offset() {
        return offset;
    }

    /** The file's device, {@code major << 32 | minor}: with the inode it names the file. */
    public long device() {
        return (long) major << 32 | minor;
    }

    /** The file's inode; 0 where there is no file. */
    public long inode() {
        return inode;
    }

    /** 0 where there is none. */
    public int pathLength() {
        return pathBytes;
    }

    public boolean pathEquals(byte[] other) {
        return pathBytes == other.length && matchesAt(pathAt, other);
    }

    public boolean pathStartsWith(byte[] prefix) {
        return pathBytes >= prefix.length && matchesAt(pathAt, prefix);
    }

    public boolean pathEndsWith(byte[] suffix) {
        return pathBytes >= suffix.length && matchesAt(pathAt + pathBytes - suffix.length, suffix);
    }

    private boolean matchesAt(long at, byte[] word) {
        for (int i = 0; i < word.length; i++) {
            if (bytes.get(JAVA_BYTE, at + i) != word[i]) {
                return false;
            }
        }
        return true;
    }

    /** The path as a new String. */
    public String path() {
        byte[] copy = new byte[pathBytes];
        MemorySegment.copy(bytes, JAVA_BYTE, pathAt, copy, 0, pathBytes);
        return new String(copy, StandardCharsets.UTF_8);
    }

    /** Lines passed over since {@link #reset}. */
    public int malformed() {
        return malformed;
    }
}
