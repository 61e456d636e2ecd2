package dev.blindspot.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * Links the generated descriptors once more, with errno captured: the generated functions lose it.
 *
 * <p>Threads: each has a capture segment of its own, allocated at its first call and kept for its life.
 */
final class Downcall {
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> CAPTURE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

    private Downcall() {}

    static MethodHandle link(MemorySegment function, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(function, descriptor, Linker.Option.captureCallState("errno"));
    }

    static MethodHandle linkVariadic(MemorySegment function, FunctionDescriptor descriptor, int fixedArguments) {
        return Linker.nativeLinker()
                .downcallHandle(
                        function,
                        descriptor,
                        Linker.Option.captureCallState("errno"),
                        Linker.Option.firstVariadicArg(fixedArguments));
    }

    static MemorySegment state() {
        return CAPTURE.get();
    }

    /** What a wrapper returns: the result if it is no failure, else {@code -errno}. */
    static long result(long returned, MemorySegment state) {
        return returned == -1 ? -(int) ERRNO.get(state, 0L) : returned;
    }

    /** A downcall of these handles throws nothing of its own; what comes is an Error or a wrong type in our code. */
    static AssertionError unexpected(Throwable thrown) {
        return new AssertionError("native call failed to link or run", thrown);
    }
}
