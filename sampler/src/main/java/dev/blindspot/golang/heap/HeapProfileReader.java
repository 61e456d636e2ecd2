package dev.blindspot.golang.heap;

import dev.blindspot.golang.layout.StructLayout;
import dev.blindspot.golang.locate.CircleGuard;
import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.TargetMemory;
import dev.blindspot.golang.locate.UnreadableMemory;
import dev.blindspot.model.Frame;
import dev.blindspot.model.HeapProfile;
import dev.blindspot.model.LargestFirst;
import dev.blindspot.model.Stack;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the runtime's heap profile: what {@code runtime.MemProfile(nil, true)} would return, without the sampling undone.
 *
 * <p>Buckets are never freed, so the list is safe to walk. A bucket counts what was flushed ({@code active}) and three
 * cycles to come; the one whose turn it is belongs to the profile, whether it was flushed yet or not. Before the first
 * cycle ended, all do. Buckets that count nothing yet are left out.
 *
 * <p>Threads: one. Source: runtime/mprof.go (Go 1.19 to 1.27; from 1.27 on bytes are not stored: count times size).
 */
public final class HeapProfileReader {
    private static final int MEM_PROFILE = 1;
    private static final int CYCLES = 3;
    private static final int MAX_DEPTH = 1024;
    private static final int MAX_BUCKETS = 2_000_000;
    private static final int MAX_STACKS = 100_000;
    private static final int ATTEMPTS = 3;

    private final GoProcess process;
    private final TargetMemory memory;
    private final int typeAt;
    private final int nextAt;
    private final int sizeAt;
    private final int depthAt;
    private final int headerBytes;
    private final int futureAt;
    private final int cycleBytes;
    private final boolean storesBytes;

    public HeapProfileReader(GoProcess process) {
        this.process = process;
        this.memory = process.memory();
        StructLayout bucket = process.layout().struct("runtime.bucket");
        typeAt = bucket.offset("typ");
        nextAt = bucket.offset("allnext");
        sizeAt = bucket.offset("size");
        depthAt = bucket.offset("nstk");
        headerBytes = bucket.size();
        futureAt = process.layout().struct("runtime.memRecord").offset("future");
        StructLayout cycle = process.layout().struct("runtime.memRecordCycle");
        cycleBytes = cycle.size();
        storesBytes = cycle.has("alloc_bytes");
    }

    /** Reads it as of the last cycle of the garbage collector that it covers. */
    public HeapProfile read() throws UnreadableMemory {
        long head = memory.fresh(process.globals().address("runtime.mbuckets"));
        long rate = memory.fresh(process.globals().address("runtime.MemProfileRate"));
        // The linker sets the rate to 0 in a program that never asks for its profile.
        if (head == 0 || rate <= 0) {
            return new HeapProfile(false, rate, 0, 0, 0, 0, 0, List.of());
        }
        Reading reading = new Reading(0);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long cycle = cycle();
            reading = new Reading((int) (cycle % CYCLES));
            reading.walk(head);
            if (cycle() == cycle) {
                break;
            }
            memory.forget();
        }
        return reading.profile(rate);
    }

    /** The lowest bit says whether it was flushed. */
    private long cycle() throws UnreadableMemory {
        return (memory.fresh(process.globals().address("runtime.mProfCycle")) & 0xffff_ffffL) >>> 1;
    }

    /** Counts of one bucket. */
    private record Counts(long allocs, long frees, long allocBytes, long freeBytes) {
        static final Counts NONE = new Counts(0, 0, 0, 0);

        Counts plus(Counts other) {
            return new Counts(
                    allocs + other.allocs,
                    frees + other.frees,
                    allocBytes + other.allocBytes,
                    freeBytes + other.freeBytes);
        }
    }

    private record Found(long bucket, long size, Counts now, Counts all) {}

    /** One walk over all buckets. */
    private final class Reading {
        private final int cycle;
        private final List<Found> found = new ArrayList<>();
        private boolean anyActive;

        Reading(int cycle) {
            this.cycle = cycle;
        }

        void walk(long head) throws UnreadableMemory {
            CircleGuard guard = new CircleGuard();
            for (long at = head; at != 0; at = memory.u64(at + nextAt)) {
                if (found.size() == MAX_BUCKETS || guard.closes(at)) {
                    throw new UnreadableMemory("the list of heap profile buckets has no end");
                }
                long depth = memory.u64(at + depthAt);
                if (memory.u64(at + typeAt) != MEM_PROFILE || depth < 0 || depth > MAX_DEPTH) {
                    throw new UnreadableMemory("what is in the list of heap profile buckets is none");
                }
                add(at, headerBytes + depth * 8);
            }
        }

        private void add(long bucket, long recordAt) throws UnreadableMemory {
            long size = memory.u64(bucket + sizeAt);
            Counts active = counts(bucket + recordAt, size);
            Counts all = active;
            Counts now = active;
            for (int i = 0; i < CYCLES; i++) {
                Counts future = counts(bucket + recordAt + futureAt + (long) i * cycleBytes, size);
                all = all.plus(future);
                now = i == cycle ? now.plus(future) : now;
            }
            anyActive |= now.allocs != 0 || now.frees != 0;
            found.add(new Found(bucket, size, now, all));
        }

        private Counts counts(long at, long size) throws UnreadableMemory {
            long allocs = memory.u64(at);
            long frees = memory.u64(at + 8);
            return storesBytes
                    ? new Counts(allocs, frees, memory.u64(at + 16), memory.u64(at + 24))
                    : new Counts(allocs, frees, allocs * size, frees * size);
        }

        HeapProfile profile(long rate) throws UnreadableMemory {
            found.removeIf(bucket -> counts(bucket).equals(Counts.NONE));
            Counts sum = Counts.NONE;
            for (Found bucket : found) {
                sum = sum.plus(counts(bucket));
            }
            found.sort(LargestFirst.by(bucket -> inuseBytes(counts(bucket))));
            List<HeapProfile.Bucket> buckets = new ArrayList<>();
            for (Found bucket : found.subList(0, Math.min(found.size(), MAX_STACKS))) {
                buckets.add(bucket(bucket));
            }
            return new HeapProfile(
                    true,
                    rate,
                    inuseBytes(sum),
                    sum.allocs - sum.frees,
                    sum.allocBytes,
                    sum.allocs,
                    found.size(),
                    buckets);
        }

        private Counts counts(Found bucket) {
            return anyActive ? bucket.now : bucket.all;
        }

        private HeapProfile.Bucket bucket(Found bucket) throws UnreadableMemory {
            Counts counts = counts(bucket);
            return new HeapProfile.Bucket(
                    stack(bucket.bucket),
                    bucket.size,
                    inuseBytes(counts),
                    counts.allocs - counts.frees,
                    counts.allocBytes,
                    counts.allocs);
        }
    }

    private static long inuseBytes(Counts counts) {
        return counts.allocBytes - counts.freeBytes;
    }

    /**
     * The runtime wrote a return address for each function, inlined ones too, so each is one frame. Its own functions at
     * the leaf are left out unless there are no others, as in Go's own pprof output.
     */
    private Stack stack(long bucket) throws UnreadableMemory {
        long depth = memory.u64(bucket + depthAt);
        if (depth < 0 || depth > MAX_DEPTH) {
            throw new UnreadableMemory("a stack of " + depth + " frames in the heap profile");
        }
        List<Frame> frames = new ArrayList<>((int) depth);
        for (int i = 0; i < depth; i++) {
            frames.add(process.functions()
                    .frames(memory.u64(bucket + headerBytes + i * 8L), true)
                    .getFirst());
        }
        int first = 0;
        while (first < frames.size() && isRuntime(frames.get(first).function())) {
            first++;
        }
        return new Stack(first == frames.size() ? frames : frames.subList(first, frames.size()));
    }

    private static boolean isRuntime(@Nullable String function) {
        return function != null && (function.startsWith("runtime.") || function.startsWith("internal/runtime/"));
    }
}
