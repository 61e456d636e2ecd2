package dev.blindspot.symbol;

import dev.blindspot.model.Frame;
import dev.blindspot.model.Stack;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the Go callers of C code in a stack.
 *
 * <p>They may have been read of a goroutine a moment after the sample was taken, which is right as long as it is in the same
 * call or makes the same call again. So what is above C must be cgo's own wrapper of the very C function; else the goroutine
 * had moved on, and the stack ends where Go called C: its callers are unknown, not others.
 */
public final class CgoCallers {
    private static final String SWITCH = "runtime.asmcgocall";
    private static final String C_STUB = "_Cfunc_";

    private CgoCallers() {}

    /** The stack without Go callers that are not of its call of C. */
    public static Stack checked(Stack stack) {
        List<Frame> frames = stack.frames();
        for (int i = 1; i < frames.size() - 1; i++) {
            if (isSwitch(frames.get(i)) && !isCall(frames.get(i - 1).function(), firstBeyond(frames, i))) {
                return new Stack(frames.subList(0, i + 1));
            }
        }
        return stack;
    }

    /** The first caller that is more than the way into C. */
    private static @Nullable String firstBeyond(List<Frame> frames, int index) {
        for (Frame frame : frames.subList(index + 1, frames.size())) {
            String function = frame.function();
            if (function == null || (!function.equals("runtime.cgocall") && !isSwitch(frame))) {
                return function;
            }
        }
        return null;
    }

    private static boolean isSwitch(Frame frame) {
        String function = frame.function();
        return function != null && (function.equals(SWITCH) || function.startsWith(SWITCH + "."));
    }

    /**
     * Whether Go's function is the one through which a C function is called.
     *
     * @param stub cgo's C function that Go calls, {@code _cgo_HASH_Cfunc_NAME}; null in a stripped binary
     */
    private static boolean isCall(@Nullable String stub, @Nullable String caller) {
        if (caller == null || caller.startsWith("runtime.")) {
            return true; // the runtime's own calls of C, or nothing that could be wrong
        }
        int name = stub == null ? -1 : stub.indexOf(C_STUB);
        if (name < 0) {
            return caller.contains("." + C_STUB) || caller.endsWith("._cgo_cmalloc");
        }
        String called = stub == null ? "" : stub.substring(name + C_STUB.length());
        return called.equals("_Cmalloc")
                ? caller.endsWith("._cgo_cmalloc") || caller.endsWith("." + C_STUB + "_CMalloc")
                : caller.endsWith("." + C_STUB + called);
    }
}
