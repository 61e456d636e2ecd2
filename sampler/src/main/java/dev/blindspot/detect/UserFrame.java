package dev.blindspot.detect;

import dev.blindspot.model.Frame;
import dev.blindspot.model.Stack;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frame a user would call the call site: the first that is not on the way from a program's own code to the kernel, or
 * to where a goroutine waits.
 */
public final class UserFrame {
    private static final List<String> ON_THE_WAY = List.of(
            "syscall.",
            "runtime.",
            "runtime/",
            "internal/",
            "sync.",
            "time.Sleep",
            "io.",
            "os.(*File).",
            "net.(*netFD).",
            "net.(*conn).",
            "golang.org/x/sys/unix.",
            "plugin.open",
            "plugin.Open",
            "_cgo_",
            "_Cfunc_",
            "x_cgo_",
            "crosscall");
    private static final List<String> C_LIBRARIES =
            List.of("libc.so", "libc-2", "libpthread", "ld-linux", "ld-musl", "ld-2", "[vdso]");

    private UserFrame() {}

    /**
     * That frame; null if every frame is the runtime's or a library's on the way. A stack of which nothing is known
     * has its leaf.
     */
    public static @Nullable Frame of(Stack stack) {
        return stack.frames().stream()
                .filter(frame -> !isOnTheWay(frame))
                .findFirst()
                .orElse(null);
    }

    /**
     * The outermost frame of a stack that does not lead out of the C library: its code keeps no frames to follow, as musl's.
     * Null for any other stack.
     */
    static @Nullable Frame ofCLibrary(Stack stack) {
        return !stack.frames().isEmpty() && stack.frames().stream().allMatch(UserFrame::isOfCLibrary)
                ? stack.frames().getLast()
                : null;
    }

    /** The name of a file that may be C's library: musl's is {@code libc.so}, too. */
    private static boolean isOfCLibrary(Frame frame) {
        String file = frame.module().substring(frame.module().lastIndexOf('/') + 1);
        return C_LIBRARIES.stream().anyMatch(file::startsWith);
    }

    /** The function without the path of its package: {@code cache.(*Shard).add}; the address where it is unknown. */
    public static String shortName(Frame frame) {
        String function = frame.function();
        if (function == null) {
            return "0x" + Long.toHexString(frame.pc()) + " in " + frame.module();
        }
        int type = function.indexOf('[');
        return function.substring(function.lastIndexOf('/', type < 0 ? function.length() : type) + 1);
    }

    /** Whether a frame is the runtime's or a library's on the way to the kernel. */
    public static boolean isOnTheWay(Frame frame) {
        if (ForeignAllocator.of(frame) != null || isOfCLibrary(frame)) {
            return true;
        }
        String function = frame.function();
        return function != null
                && (ON_THE_WAY.stream().anyMatch(function::startsWith)
                        || function.contains("._Cfunc_")
                        || function.endsWith("._cgo_cmalloc"));
    }
}
