package dev.blindspot.linux.proc;

import dev.blindspot.linux.Libc;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.linux.ThreadEnd;
import dev.blindspot.linux.bindings.Linux;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * A process held still: every thread of it is stopped until this is closed.
 *
 * <p>All of it is done by one thread of ours, for the kernel ties a tracee to the thread that seized it. When that thread
 * ends, by whatever way, also by SIGKILL of this process, the kernel lets go of all and they run on. No signal is sent and
 * none is lost: a signal that was about to be delivered is delivered when its thread goes on. A process that was stopped
 * before stays so.
 *
 * <p>What the target may notice: time passed, and some calls that wait (epoll_wait, nanosleep with a handler, and those
 * signal(7) lists as ended by a stop) return early with EINTR.
 *
 * <p>Units: ns. Threads: any, one at a time. Errors: {@link #error} says why the process was not stopped; then nothing of it
 * is. Source: ptrace(2), PTRACE_SEIZE and PTRACE_INTERRUPT.
 */
public final class FrozenProcess implements AutoCloseable {
    /** A thread in an uninterruptible wait does not stop: then none is kept. */
    private static final long PATIENCE_NANOS = 500_000_000L;

    private static final long PAUSE_NANOS = 20_000;
    private static final int MAX_ROUNDS = 64;
    private static final int STOPPED = 0x7f;

    private final TaskList tasks;
    /** Thread ids, and the signal each was about to take, or 0. */
    private final Map<Integer, Integer> held = new HashMap<>();

    private final CountDownLatch settled = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final Thread tracer = new Thread(this::hold, "freeze");
    private final MemorySegment status = Arena.ofAuto().allocate(ValueLayout.JAVA_INT);
    private volatile int error;
    private volatile long startNanos;
    private volatile long stoppedNanos;

    private FrozenProcess(int pid, ReadCost cost) {
        this.tasks = TaskList.ofThreads(pid, cost);
        tracer.setDaemon(true);
        tracer.start();
        await(settled);
    }

    /** Stops a process; it is stopped when this returns, or {@link #error} says why not. */
    public static FrozenProcess of(int pid, ReadCost cost) {
        return new FrozenProcess(pid, cost);
    }

    /**
     * 0, or {@code -errno}: {@code -EPERM} without the right to trace it or where another traces it, {@code -ESRCH} where it
     * is gone, {@code -EAGAIN} where it {@link #isTooSlow}.
     */
    public int error() {
        return error;
    }

    /** Whether a thread did not stop in time, so that none was kept. */
    public boolean isTooSlow() {
        return error == -Linux.EAGAIN();
    }

    /** How long it was stopped, from before the first thread was until the last one was let go; 0 before {@link #close}. */
    public long stoppedNanos() {
        return stoppedNanos;
    }

    /** Lets the process go on; it does when this returns. */
    @Override
    public void close() {
        release.countDown();
        ThreadEnd.await(tracer);
    }

    private void hold() {
        startNanos = Machine.monotonicNanos();
        error = stopAll();
        settled.countDown();
        if (error == 0) {
            await(release);
        }
        letGo();
        stoppedNanos = held.isEmpty() ? 0 : Machine.monotonicNanos() - startNanos;
    }

    /** Threads start others until the last one is stopped. */
    private int stopAll() {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            int listed = tasks.read();
            if (listed < 0) {
                return listed == -Linux.ENOENT() ? -Linux.ESRCH() : listed;
            }
            int before = held.size();
            for (int i = 0; i < listed; i++) {
                int failed = held.containsKey(tasks.id(i)) ? 0 : seize(tasks.id(i));
                if (failed != 0) {
                    return failed;
                }
            }
            if (held.size() == before) {
                return held.isEmpty() ? -Linux.ESRCH() : 0;
            }
            for (int i = 0; i < listed; i++) {
                if (held.getOrDefault(tasks.id(i), 0) < 0 && !isStopped(tasks.id(i))) {
                    return -Linux.EAGAIN();
                }
            }
        }
        return -Linux.EAGAIN();
    }

    /** Asks one to stop; it is held, its stop still to come. */
    private int seize(int tid) {
        long result = Libc.ptrace(Linux.PTRACE_SEIZE(), tid, 0, 0);
        if (result == -Linux.ESRCH()) {
            return 0;
        }
        if (result >= 0) {
            held.put(tid, -1);
            Libc.ptrace(Linux.PTRACE_INTERRUPT(), tid, 0, 0);
        }
        return (int) Math.min(result, 0);
    }

    private boolean isStopped(int tid) {
        long deadline = startNanos + PATIENCE_NANOS;
        while (true) {
            int got = Libc.waitpid(tid, status, Linux.__WALL() | Linux.WNOHANG());
            if (got == tid) {
                int word = status.get(ValueLayout.JAVA_INT, 0);
                boolean isStop = (word & 0xff) == STOPPED;
                boolean isEvent = word >>> 16 != 0;
                // One that ended instead of stopping is not held any more.
                held.put(tid, isStop && !isEvent ? word >>> 8 & 0xff : 0);
                return true;
            }
            if (got < 0) {
                held.put(tid, 0);
                return true;
            }
            if (Machine.monotonicNanos() > deadline) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Those that never stopped are let go by the end of this thread. */
    private void letGo() {
        held.forEach((tid, signal) -> Libc.ptrace(Linux.PTRACE_DETACH(), tid, 0, Math.max(signal, 0)));
    }

    private static void await(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
