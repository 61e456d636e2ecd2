package dev.blindspot.linux.proc;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.SettledCalls;
import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * A file of {@code /proc} or of a cgroup, opened once and read whole as often as wanted, into one off-heap buffer that
 * grows to fit.
 *
 * <p>An open file stays bound to its process: where the pid is used again, reads give {@code -ESRCH}.
 *
 * <p>Threads: one at a time. Allocation: none once the buffer has grown. Errors: {@link #read} gives {@code -errno},
 * also where the open failed: {@code -ENOENT} or {@code -ESRCH} when the process is gone, {@code -EACCES} where the
 * system refuses.
 */
public final class ProcFile implements AutoCloseable {
    private static final long FIRST_BYTES = 4096;

    /** The kernel renders {@code maps} a page at a time. */
    private static final long CHUNK_BYTES = 16 << 10;

    private final boolean inChunks;
    private final boolean takesMmapLock;
    private final ReadCost cost;
    private final MemorySegment chunk;
    private int fd;
    private MemorySegment buffer = Arena.ofAuto().allocate(FIRST_BYTES);

    private ProcFile(String path, boolean inChunks, boolean takesMmapLock, ReadCost cost) {
        this.inChunks = inChunks;
        this.takesMmapLock = takesMmapLock;
        this.cost = cost;
        chunk = inChunks ? Arena.ofAuto().allocate(CHUNK_BYTES) : MemorySegment.NULL;
        try (Arena arena = Arena.ofConfined()) {
            fd = Libc.open(arena.allocateFrom(path), Linux.O_RDONLY() | Linux.O_CLOEXEC());
        }
        if (takesMmapLock) {
            SettledCalls.settle();
        }
    }

    /** Opens a file the kernel renders in one piece: {@code stat}, {@code statm}, {@code task/TID/comm}, … */
    public static ProcFile open(int pid, String name, ReadCost cost) {
        return new ProcFile("/proc/" + pid + "/" + name, false, false, cost);
    }

    /** Opens {@code maps}, which is rendered in pieces, each under the target's mmap lock. */
    public static ProcFile openMaps(int pid, ReadCost cost) {
        return new ProcFile("/proc/" + pid + "/maps", true, true, cost);
    }

    /** Opens any path of {@code /proc} or {@code /sys}; read until the kernel says it ends. */
    public static ProcFile openPath(String path, ReadCost cost) {
        return new ProcFile(path, true, false, cost);
    }

    /** Opens a file of {@code /sys} that is a few lines, which come in one piece. */
    public static ProcFile openShort(String path, ReadCost cost) {
        return new ProcFile(path, false, false, cost);
    }

    /** The descriptor, or {@code -errno} of the open. */
    public int fd() {
        return fd;
    }

    /** Reads the whole content; gives its length in {@link #bytes}, or {@code -errno}. */
    public long read() {
        if (fd < 0) {
            return fd;
        }
        return inChunks ? readChunks() : readPiece();
    }

    /** Reads no more of a file in pieces than whether it holds anything: more than 0 if so, 0 if not, or {@code -errno}. */
    public long readFirst() {
        return fd < 0 ? fd : readAt(chunk.asSlice(0, 1), 0);
    }

    private long readPiece() {
        while (true) {
            long got = readAt(buffer, 0);
            if (got < buffer.byteSize()) {
                return got;
            }
            grow();
        }
    }

    /** Each piece goes through one place: a slice of the buffer for each would be an object for each. */
    private long readChunks() {
        long length = 0;
        while (true) {
            long got = readAt(chunk, length);
            if (got <= 0) {
                return got < 0 ? got : length;
            }
            while (buffer.byteSize() - length < got) {
                grow();
            }
            MemorySegment.copy(chunk, 0, buffer, length, got);
            length += got;
        }
    }

    private long readAt(MemorySegment place, long offset) {
        while (true) {
            long start = takesMmapLock ? System.nanoTime() : 0;
            long got = Libc.pread(fd, place, place.byteSize(), offset);
            if (takesMmapLock) {
                cost.addLocked(got, System.nanoTime() - start);
            } else {
                cost.add(got);
            }
            if (got != -Linux.EINTR()) {
                return got;
            }
        }
    }

    private void grow() {
        MemorySegment larger = Arena.ofAuto().allocate(buffer.byteSize() * 2);
        larger.copyFrom(buffer);
        buffer = larger;
    }

    /** What the last {@link #read} filled, longer than the content; another after a read that had to grow it. */
    public MemorySegment bytes() {
        return buffer;
    }

    /** Reads the whole content as a new String; empty where it cannot be read. */
    public String text() {
        byte[] content = new byte[(int) Math.max(read(), 0)];
        MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, content, 0, content.length);
        return new String(content, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        if (fd >= 0) {
            Libc.close(fd);
            fd = -Linux.EBADF();
        }
    }
}
