package dev.blindspot.view;

import dev.blindspot.detect.UserFrame;
import dev.blindspot.model.Frame;
import dev.blindspot.model.Stack;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stacks and frames on one line. */
final class StackText {
    private static final int CALLERS = 3;

    private StackText() {}

    /** The call site as a user sees it: {@code main.leak main.go:17}. */
    static String site(@Nullable Stack stack) {
        if (stack == null || stack.frames().isEmpty()) {
            return "(no stack)";
        }
        Frame user = UserFrame.of(stack);
        return frame(user == null ? stack.frames().getFirst() : user);
    }

    /** {@code main.leak main.go:17}, or what is known of it. */
    static String frame(Frame frame) {
        String name = UserFrame.shortName(frame);
        String file = frame.file();
        Integer line = frame.line();
        return file == null || line == null ? name : name + " " + last(file) + ":" + line;
    }

    /** {@code main.leak ← main.serve ← main.main}, from the call site on; empty if it has no callers. */
    static String callers(Stack stack) {
        Frame user = UserFrame.of(stack);
        List<Frame> frames = stack.frames();
        int from = user == null ? 0 : frames.indexOf(user);
        StringBuilder text = new StringBuilder();
        int shown = 0;
        for (Frame frame : frames.subList(from + 1, frames.size())) {
            if (shown == CALLERS) {
                text.append(" ← …");
                break;
            }
            String function = frame.function();
            if (function != null && function.startsWith("runtime.")) {
                continue;
            }
            text.append(shown == 0 ? "" : " ← ").append(frame(frame));
            shown++;
        }
        return text.toString();
    }

    static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
