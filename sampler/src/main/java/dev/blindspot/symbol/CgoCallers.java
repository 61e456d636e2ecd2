package dev.blindspot.symbol;

import dev.blindspot.model.Frame;
import dev.blindspot.model.Stack;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the Go callers of C code in a stack, and puts back those that the program's code leaves no doubt of.
 *
 * <p>They may have been read of a goroutine a moment after the sample was taken, which is right as long as it is in the same
 * call or makes the same call again. So what is above C must be cgo's own wrapper of the very C function, and each caller
 * must be at a call of the function below it; else the goroutine had moved on, and the stack ends there: its callers are
 * unknown, not others. Where the wrapper has one call in all of the program, that is its caller nevertheless.
 */
public final class CgoCallers {
    private static final String SWITCH = "runtime.asmcgocall";
    private static final String INTO_C = "runtime.cgocall";
    private static final String C_STUB = "_Cfunc_";
    private static final String C_MALLOC = "_Cmalloc";
    private static final String GO_MALLOC = "_cgo_cmalloc";
    /** What is called by it was jumped to, or the goroutine's stack was moved under it. */
    private static final String MORE_STACK = "runtime.morestack";
    /** C.CString leads through two. */
    private static final int MOST_WRAPPERS = 4;

    private final Symbolizer symbolizer;

    public CgoCallers(Symbolizer symbolizer) {
        this.symbolizer = symbolizer;
    }

    /** The stack without Go callers that are not of its call of C, and with those that must be. */
    public Stack checked(CodeMap map, Stack stack) {
        List<Frame> frames = named(stack).frames();
        int switched = lastSwitch(frames);
        if (switched < 1) {
            return stack;
        }
        List<Frame> proven = new ArrayList<>(frames.subList(0, proven(map, frames, switched)));
        complete(map, proven);
        return new Stack(proven);
    }

    /** The stack as far as names tell that it is of one call. */
    static Stack named(Stack stack) {
        List<Frame> frames = stack.frames();
        for (int i = 1; i < frames.size() - 1; i++) {
            if (isSwitch(frames.get(i)) && !isCall(frames.get(i - 1).function(), firstBeyond(frames, i))) {
                return new Stack(frames.subList(0, i + 1));
            }
        }
        return stack;
    }

    /** The last frame of the way out of C that comes first. */
    private static int lastSwitch(List<Frame> frames) {
        int index = 0;
        while (index < frames.size() && !isSwitch(frames.get(index))) {
            index++;
        }
        while (index + 1 < frames.size() && isSwitch(frames.get(index + 1))) {
            index++;
        }
        return index < frames.size() ? index : -1;
    }

    /** How many of the frames are proven by calls. */
    private int proven(CodeMap map, List<Frame> frames, int switched) {
        int below = switched;
        int begin = switched + 1;
        for (int i = begin; i < frames.size(); i++) {
            if (frames.get(i).inlined()) {
                continue;
            }
            Frame callee = frames.get(below);
            long called = symbolizer.calledBefore(map, frames.get(i).pc());
            boolean wasJumpedTo = String.valueOf(callee.function()).startsWith(MORE_STACK);
            if (called != GoCalls.NONE && !wasJumpedTo && called != symbolizer.goEntry(map, callee.pc() - 1)) {
                return begin;
            }
            below = i;
            begin = i + 1;
        }
        return frames.size();
    }

    private void complete(CodeMap map, List<Frame> frames) {
        Frame last = frames.getLast();
        if (isSwitch(last) || INTO_C.equals(last.function())) {
            String wrapper = wrapper(stub(frames));
            add(map, frames, wrapper == null ? GoCalls.NONE : symbolizer.returnFromC(map, last.pc() - 1, wrapper));
        }
        for (int i = 0; i < MOST_WRAPPERS && GoCalls.isWrapper(frames.getLast().function()); i++) {
            add(map, frames, symbolizer.onlyCallOf(map, frames.getLast().pc() - 1));
        }
    }

    private void add(CodeMap map, List<Frame> frames, long returnAddress) {
        if (returnAddress != GoCalls.NONE) {
            frames.addAll(symbolizer.frames(map, returnAddress, true));
        }
    }

    /** The C function below the switch; null if it has no name. */
    private static @Nullable String stub(List<Frame> frames) {
        int index = 0;
        while (!isSwitch(frames.get(index))) {
            index++;
        }
        return index == 0 ? null : frames.get(index - 1).function();
    }

    /** The Go function, without its package, through which cgo's C function is called. */
    private static @Nullable String wrapper(@Nullable String stub) {
        int name = stub == null ? -1 : stub.indexOf(C_STUB);
        if (stub == null || name < 0) {
            return null;
        }
        return stub.endsWith(C_STUB + C_MALLOC) ? GO_MALLOC : stub.substring(name);
    }

    /** The first caller that is more than the way into C. */
    private static @Nullable String firstBeyond(List<Frame> frames, int index) {
        for (Frame frame : frames.subList(index + 1, frames.size())) {
            String function = frame.function();
            if (function == null || (!function.equals(INTO_C) && !isSwitch(frame))) {
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
        String wrapper = wrapper(stub);
        if (wrapper == null) {
            return GoCalls.isWrapper(caller);
        }
        return caller.endsWith("." + wrapper)
                || (wrapper.equals(GO_MALLOC) && caller.endsWith("." + C_STUB + "_CMalloc"));
    }
}
