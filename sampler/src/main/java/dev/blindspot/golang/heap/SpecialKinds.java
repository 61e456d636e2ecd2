package dev.blindspot.golang.heap;

import dev.blindspot.golang.layout.GoLayout;
import dev.blindspot.golang.layout.StructLayout;
import dev.blindspot.golang.locate.CircleGuard;
import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.TargetMemory;
import dev.blindspot.golang.locate.UnreadableMemory;
import dev.blindspot.model.SpecialKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of specials one version of Go has, and the allocator of each, which never gives memory back.
 *
 * <p>Threads: one. Source: runtime/mheap.go, runtime/mfixalloc.go (Go 1.19 to 1.27).
 */
final class SpecialKinds {
    private static final long MAX_FREE = 1L << 24;

    /** The contract's name, the runtime's, and the field of its allocator. */
    private enum Kind {
        FINALIZER("finalizer", "Finalizer", "specialfinalizeralloc"),
        CLEANUP("cleanup", "Cleanup", "specialCleanupAlloc"),
        WEAK_HANDLE("weak_handle", "WeakHandle", "specialWeakHandleAlloc"),
        PROFILE("profile", "Profile", "specialprofilealloc"),
        REACHABLE("reachable", "Reachable", "specialReachableAlloc"),
        PIN_COUNTER("pin_counter", "PinCounter", "specialPinCounterAlloc"),
        TINY_BLOCK("tiny_block", "TinyBlock", "specialTinyBlockAlloc"),
        CHECK_FINALIZER("check_finalizer", "CheckFinalizer", "specialCheckFinalizerAlloc"),
        BUBBLE("bubble", "Bubble", "specialBubbleAlloc"),
        SECRET("secret", "Secret", "specialSecretAlloc");

        private final String contractName;
        private final String goName;
        private final String allocator;

        Kind(String contractName, String goName, String allocator) {
            this.contractName = contractName;
            this.goName = goName;
            this.allocator = allocator;
        }

        int number(GoLayout layout) {
            return (int) layout.constant("runtime._KindSpecial" + goName);
        }
    }

    private final GoProcess process;
    private final TargetMemory memory;
    private final long[] counts = new long[32];

    SpecialKinds(GoProcess process) {
        this.process = process;
        this.memory = process.memory();
    }

    /** The runtime's number of finalizers. */
    int finalizer() {
        return Kind.FINALIZER.number(process.layout());
    }

    /** The runtime's number of cleanups; -1 where it has none. */
    int cleanup() {
        return Kind.CLEANUP.number(process.layout());
    }

    void count(int kind) {
        counts[kind]++;
    }

    long counted(int kind) {
        return kind < 0 ? 0 : counts[kind];
    }

    /** What was counted, with what each kind's allocator holds. */
    List<SpecialKind> kinds() throws UnreadableMemory {
        StructLayout heap = process.layout().struct("runtime.mheap");
        long heapAt = process.globals().address("runtime.mheap_");
        List<SpecialKind> kinds = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            int number = kind.number(process.layout());
            if (number > 0 && heap.has(kind.allocator)) {
                long allocator = heapAt + heap.offset(kind.allocator);
                kinds.add(new SpecialKind(kind.contractName, counts[number], inuse(allocator), free(allocator)));
            }
        }
        return kinds;
    }

    private long inuse(long allocator) throws UnreadableMemory {
        return memory.u64(
                allocator + process.layout().struct("runtime.fixalloc").offset("inuse"));
    }

    /** Records on its free list and what is left of its chunk; null where the list could not be walked. */
    private @Nullable Long free(long allocator) throws UnreadableMemory {
        StructLayout at = process.layout().struct("runtime.fixalloc");
        long size = memory.u64(allocator + at.offset("size"));
        CircleGuard guard = new CircleGuard();
        long count = 0;
        try {
            for (long free = memory.u64(allocator + at.offset("list")); free != 0; free = memory.u64(free)) {
                if (++count > MAX_FREE || guard.closes(free)) {
                    return null;
                }
            }
        } catch (UnreadableMemory e) {
            return null;
        }
        return count * size + memory.u32(allocator + at.offset("nchunk"));
    }
}
