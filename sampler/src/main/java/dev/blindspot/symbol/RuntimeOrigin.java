package dev.blindspot.symbol;

import dev.blindspot.model.Frame;
import dev.blindspot.model.Stack;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells mappings that Go's runtime makes for itself from those of the program, by the stack of the system call.
 *
 * <p>Without cgo the runtime's own stub is the leaf ({@code runtime.sysMmap}, {@code runtime.clone}); the program's
 * calls end in a {@code Syscall6} of another package. With cgo libc makes the call, and the Go function that called
 * into C decides: the program's calls go through {@code runtime.cgocall}; the runtime calls past it, from
 * {@code runtime.mmap} for memory and from {@code runtime.newm} for threads. The frames between are often not in the
 * stack, as libc keeps no frame pointers.
 *
 * <p><i>Source.</i> runtime/cgo_mmap.go, runtime/os_linux.go, runtime/proc.go (newm1), runtime/cgo/gcc_mmap.c,
 * runtime/cgo/gcc_libinit.c; stacks seen with Go 1.19, 1.24 and 1.27.
 */
public final class RuntimeOrigin {
    private static final String RUNTIME = "runtime.";

    /** The runtime's doors to the program's C code; what C does behind them is the program's. */
    private static final Set<String> DOORS_TO_C =
            Set.of("runtime.cgocall", "runtime.cgocallbackg", "runtime.cgocallbackg1", "runtime.cgocallback");

    /** Says nothing of who called: both the runtime and the program come by here. */
    private static final Set<String> PASSED_BY = Set.of("runtime.asmcgocall", "runtime.asmcgocall_no_g");

    /** C functions of runtime/cgo that only the runtime calls. */
    private static final Set<String> RUNTIME_IN_C = Set.of(
            "x_cgo_mmap",
            "x_cgo_munmap",
            "x_cgo_thread_start",
            "x_cgo_sys_thread_create",
            "x_cgo_init",
            "threadentry",
            "_cgo_sys_thread_start",
            "_cgo_try_pthread_create");

    private RuntimeOrigin() {}

    /**
     * Whether Go's runtime itself made the system call at whose entry or exit the stack was taken; false where the
     * stack does not say.
     */
    public static boolean madeByGoRuntime(Stack stack) {
        boolean throughC = false;
        for (Frame frame : stack.frames()) {
            String function = frame.function();
            if (isGo(frame)) {
                if (!PASSED_BY.contains(function)) {
                    return isRuntime(function) && !(throughC && DOORS_TO_C.contains(function));
                }
            } else if (function != null && RUNTIME_IN_C.contains(function)) {
                return true;
            } else {
                throughC = true;
            }
        }
        return false;
    }

    /** Only Go's table gives source files. */
    private static boolean isGo(Frame frame) {
        return frame.function() != null && frame.file() != null;
    }

    private static boolean isRuntime(@Nullable String function) {
        return function != null && function.startsWith(RUNTIME);
    }
}
