package dev.blindspot.export;

import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.model.Frame;
import dev.blindspot.model.Note;
import dev.blindspot.model.Stack;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * {@code folded}: collapsed stacks, root first, with their outstanding bytes: what flame graphs are drawn from. Every
 * stack is one line, whatever kinds of mappings it made.
 */
final class FoldedExporter implements RecordingExporter {
    @Override
    public String format() {
        return "folded";
    }

    @Override
    public List<Note> export(Path recording, OutputStream out) {
        RecordedWindow window = RecordedWindow.read(recording);
        Map<String, Long> lines = new LinkedHashMap<>();
        for (CallSiteRow row : window.merged().rows()) {
            if (row.outstandingBytes() > 0) {
                lines.merge(folded(row.stack()), row.outstandingBytes(), Long::sum);
            }
        }
        Output.attempt(() -> {
            for (Map.Entry<String, Long> line : lines.entrySet()) {
                out.write((line.getKey() + " " + line.getValue() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            out.flush();
        });
        return window.notes();
    }

    private static String folded(@Nullable Stack stack) {
        if (stack == null || stack.frames().isEmpty()) {
            return PprofExporter.NO_STACK;
        }
        StringJoiner names = new StringJoiner(";");
        for (Frame frame : stack.frames().reversed()) {
            names.add(escaped(FrameNames.of(frame)));
        }
        return names.toString();
    }

    /** The format has no escapes: what separates frames is replaced, as other tools do; a line is one line. */
    private static String escaped(String name) {
        return name.replace(';', ':').replace('\n', ' ');
    }
}
