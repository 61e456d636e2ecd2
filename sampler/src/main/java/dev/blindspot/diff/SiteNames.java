package dev.blindspot.diff;

import dev.blindspot.detect.UserFrame;
import dev.blindspot.model.Frame;
import dev.blindspot.model.Stack;
import dev.blindspot.model.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names for stacks that two builds of one program share: functions only. Lines move, addresses and paths too. */
final class SiteNames {
    private static final int CALLERS = 3;
    private static final String NO_STACK = "(no stack)";

    private final Target target;

    SiteNames(Target target) {
        this.target = target;
    }

    /** {@code main.leak ← main.serve ← main.main}. */
    String site(@Nullable Stack stack) {
        Frame user = user(stack);
        if (stack == null || user == null) {
            return NO_STACK;
        }
        StringBuilder name = new StringBuilder(function(user));
        List<Frame> frames = stack.frames();
        int callers = 0;
        for (Frame frame : frames.subList(frames.indexOf(user) + 1, frames.size())) {
            if (frame.function() != null && !UserFrame.isOnTheWay(frame) && callers++ < CALLERS) {
                name.append(" ← ").append(UserFrame.shortName(frame));
            }
        }
        return name.toString();
    }

    /** The function whose line a user would call the call site. */
    String function(@Nullable Stack stack) {
        Frame user = user(stack);
        return user == null ? NO_STACK : function(user);
    }

    /** The file whose code that is. */
    String module(@Nullable Stack stack) {
        Frame user = user(stack);
        return user == null ? NO_STACK : module(user);
    }

    private static @Nullable Frame user(@Nullable Stack stack) {
        if (stack == null || stack.frames().isEmpty()) {
            return null;
        }
        Frame user = UserFrame.of(stack);
        return user == null ? stack.frames().getFirst() : user;
    }

    private String function(Frame frame) {
        String function = frame.function();
        return function == null ? "(unknown) in " + module(frame) : function;
    }

    private String module(Frame frame) {
        String path = frame.module();
        return path.equals(target.exe()) ? "(the program)" : path.substring(path.lastIndexOf('/') + 1);
    }
}
