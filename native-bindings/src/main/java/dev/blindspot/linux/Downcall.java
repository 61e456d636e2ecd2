package dev.blindspot.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * Calls functions of libc, and keeps errno, which the generated functions lose.
 *
 * <p>All are called by one shape: six words in, one out. The JVM writes code for a shape at its first use, some 10 ms each,
 * which no archive of classes keeps; another function of a known shape costs nothing. Both calling conventions allow it:
 * integers and pointers go into registers one by one, a function looks at no more registers than it has parameters and at
 * no more bits than they have, and of its result only the bits of its type count.
 *
 * <p>Threads: each has a capture segment of its own, allocated at its first call and kept for its life.
 *
 * <p>Source: System V ABI for AMD64, 3.2.3; Procedure Call Standard for the Arm 64-bit Architecture, 6.8.
 */
final class Downcall {
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> CAPTURE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

    /** On Linux what is variadic is passed like the rest; that it may be must be said. */
    private static final MethodHandle HANDLE = Linker.nativeLinker()
            .downcallHandle(
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Linker.Option.captureCallState("errno"),
                    Linker.Option.firstVariadicArg(1));

    private Downcall() {}

    /** Address of a function of libc that has at most six parameters, all of them integers or pointers. */
    static MemorySegment function(String name) {
        return Linker.nativeLinker().defaultLookup().findOrThrow(name);
    }

    /** Calls a function that returns a word: its result, or {@code -errno} where that is -1. */
    static long word(MemorySegment function, long a, long b, long c, long d, long e, long f) {
        MemorySegment state = CAPTURE.get();
        long returned = call(function, state, a, b, c, d, e, f);
        return returned == -1 ? -(int) ERRNO.get(state, 0L) : returned;
    }

    /** Calls a function that returns an {@code int}: its result, or {@code -errno} where that is -1. */
    static int number(MemorySegment function, long a, long b, long c, long d, long e, long f) {
        MemorySegment state = CAPTURE.get();
        int returned = (int) call(function, state, a, b, c, d, e, f);
        return returned == -1 ? -(int) ERRNO.get(state, 0L) : returned;
    }

    private static long call(
            MemorySegment function, MemorySegment state, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) HANDLE.invokeExact(function, state, a, b, c, d, e, f);
        } catch (Throwable thrown) {
            // A downcall throws nothing of its own; what comes is an Error or a wrong type in our code.
            throw new AssertionError("native call failed to link or run", thrown);
        }
    }

    /** The address of memory a function may use; whoever passes it keeps the memory until the call has returned. */
    static long address(MemorySegment memory) {
        if (!memory.isNative() || !memory.scope().isAlive()) {
            throw new IllegalArgumentException("memory of the Java heap, or freed, cannot be passed to the system");
        }
        return memory.address();
    }
}
