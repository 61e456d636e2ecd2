package dev.blindspot.linux.perf;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.bindings.pollfd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Waits until a ring is a quarter full, a time has passed, or somebody asks.
 *
 * <p>Threads: one waits; any may {@link #wake}. Allocation: none but in the constructor.
 */
public final class RingPoll implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment waited;
    private final MemorySegment one = arena.allocateFrom(JAVA_LONG, 1L);
    private final MemorySegment drained = arena.allocate(JAVA_LONG);
    private final int count;
    private final int wakeFd;

    public RingPoll(RingSet rings) {
        count = rings.ringCount() + 1;
        waited = pollfd.allocateArray(count, arena);
        wakeFd = Libc.eventfd(0, Linux.EFD_CLOEXEC() | Linux.EFD_NONBLOCK());
        for (int i = 0; i < count; i++) {
            MemorySegment entry = pollfd.asSlice(waited, i);
            pollfd.fd(entry, i == 0 ? wakeFd : rings.ring(i - 1).owner().fd());
            pollfd.events(entry, (short) Linux.POLLIN());
        }
    }

    /** Waits; gives how many are ready, 0 when the time passed, -EINTR on a signal. */
    public int await(int timeoutMillis) {
        int ready = Libc.poll(waited, count, timeoutMillis);
        if (ready > 0) {
            Libc.read(wakeFd, drained, Long.BYTES);
        }
        return ready;
    }

    /** Ends a wait, or the next one at once. */
    public void wake() {
        Libc.write(wakeFd, one, Long.BYTES);
    }

    @Override
    public void close() {
        Libc.close(wakeFd);
        arena.close();
    }
}
