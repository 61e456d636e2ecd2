package dev.blindspot.export;

import dev.blindspot.model.Frame;
import java.nio.file.Path;

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
        Path file = Path.of(frame.module()).getFileName();
        return "[" + (file == null ? frame.module() : file) + "]";
    }
}
