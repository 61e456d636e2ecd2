package dev.blindspot.linux.perf;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.bindings.perf_attr;
import dev.blindspot.linux.perf.PerfResult.Failed;
import dev.blindspot.linux.perf.PerfResult.Ok;
import dev.blindspot.linux.perf.PerfResult.Step;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * An open perf event, disabled until {@link #enable} unless it is {@linkplain EventAttr#inherited inherited}; it ends
 * with its descriptor, also when this process is killed.
 *
 * <p>Threads: one at a time. Errors: methods give {@code >= 0} or {@code -errno}.
 *
 * <p>Source: perf_event_open(2).
 */
public final class PerfEvent implements AutoCloseable {
    /** What {@link #read} needs. */
    public static final int READ_BYTES = 24;

    private static final long SYS_PERF_EVENT_OPEN =
            Machine.ARM64 ? Linux.SYS_PERF_EVENT_OPEN_AARCH64() : Linux.SYS_PERF_EVENT_OPEN_X86_64();

    private final int fd;
    private final long id;
    private final boolean lostKnown;
    private boolean closed;

    private PerfEvent(int fd, long id, boolean lostKnown) {
        this.fd = fd;
        this.id = id;
        this.lostKnown = lostKnown;
    }

    /** An event that is not open and never was: it has an id and nothing else; each call gives -EBADF. */
    static PerfEvent unopened(long id) {
        PerfEvent event = new PerfEvent(-1, id, false);
        event.closed = true;
        return event;
    }

    /**
     * Opens an event on a thread (0: this one, -1: all) and a CPU (-1: all).
     *
     * @param name for messages
     */
    public static PerfResult<PerfEvent> open(String name, EventAttr attr, int tid, int cpu) {
        return open(name, attr, PerfFeatures.here().readFormat(), tid, cpu);
    }

    static PerfResult<PerfEvent> open(String name, EventAttr attr, long readFormat, int tid, int cpu) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = perf_attr.allocate(arena);
            attr.write(attributes, readFormat, arena);
            long fd =
                    Libc.syscall(SYS_PERF_EVENT_OPEN, attributes.address(), tid, cpu, -1, Linux.PERF_FLAG_FD_CLOEXEC());
            if (fd < 0) {
                return new Failed<>(Step.OPEN, name, (int) -fd);
            }
            MemorySegment id = arena.allocate(JAVA_LONG);
            int told = Libc.ioctl((int) fd, Linux.PERF_EVENT_IOC_ID(), id.address());
            if (told < 0) {
                Libc.close((int) fd);
                return new Failed<>(Step.OPEN, name, -told);
            }
            return new Ok<>(
                    new PerfEvent((int) fd, id.get(JAVA_LONG, 0), (readFormat & Linux.PERF_FORMAT_LOST()) != 0));
        }
    }

    /** The id its records carry; those of events inherited from it carry it too. */
    public long id() {
        return id;
    }

    int fd() {
        return fd;
    }

    /** Starts it, on all threads that inherited it too; done on its CPU when this returns. */
    public int enable() {
        return Libc.ioctl(fd, Linux.PERF_EVENT_IOC_ENABLE(), 0);
    }

    /** Stops it; no record of it is written after this returns. */
    public int disable() {
        return Libc.ioctl(fd, Linux.PERF_EVENT_IOC_DISABLE(), 0);
    }

    /**
     * Sets how many occurrences a sample stands for, of a stopped event: the count starts afresh when it is started.
     * Of a running one the kernel would take the very next occurrence, twice if the period was 1. Threads that have
     * inherited the event keep the period they got.
     */
    public int setPeriod(long occurrences) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocateFrom(JAVA_LONG, occurrences);
            return Libc.ioctl(fd, Linux.PERF_EVENT_IOC_PERIOD(), value.address());
        }
    }

    /** Leads its records into another's ring; both on the same CPU and clock, else -EINVAL. */
    public int setOutput(PerfEvent other) {
        return Libc.ioctl(fd, Linux.PERF_EVENT_IOC_SET_OUTPUT(), other.fd);
    }

    /** Narrows a tracepoint, once: a second filter is -EEXIST, another event -EINVAL. A character is a byte. */
    public int setFilter(String filter) {
        try (Arena arena = Arena.ofConfined()) {
            return Libc.ioctl(
                    fd,
                    Linux.PERF_EVENT_IOC_SET_FILTER(),
                    arena.allocateFrom(filter, StandardCharsets.ISO_8859_1).address());
        }
    }

    /** Fills {@code buffer} ({@link #READ_BYTES}, aligned to 8) for {@link #value} and {@link #lost}. */
    public long read(MemorySegment buffer) {
        return Libc.read(fd, buffer, READ_BYTES);
    }

    /** Occurrences counted, of what {@link #read} read. */
    public static long value(MemorySegment read) {
        return read.get(JAVA_LONG, 0);
    }

    /** Records lost since the open, of what {@link #read} read; -1 where this kernel does not tell. */
    public long lost(MemorySegment read) {
        return lostKnown ? read.get(JAVA_LONG, 16) : -1;
    }

    /** Reads how many records were lost since the open; -1 where this kernel does not tell or the read fails. */
    public long readLost(MemorySegment buffer) {
        return read(buffer) < 0 ? -1 : lost(buffer);
    }

    /** Ends the event. A ring mapped on it must be unmapped too: until then the kernel keeps it going. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
        }
    }
}
