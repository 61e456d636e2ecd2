package dev.blindspot.export;

import dev.blindspot.model.Frame;

/** How formats that know only names call a frame. */
final class FrameNames {
    private FrameNames() {}

    /** The function; where it is unknown, the file it is in, in brackets as other tools put it. */
    static String of(Frame frame) {
        String function = frame.function();
        if (function != null) {
            return function;
        }
        if (frame.module().startsWith("[")) {
            return frame.module();
        }
        return "[" + frame.module().substring(frame.module().lastIndexOf('/') + 1) + "]";
    }
}
