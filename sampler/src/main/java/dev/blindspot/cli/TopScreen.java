package dev.blindspot.cli;

import dev.blindspot.detect.Report;
import dev.blindspot.export.Output;
import dev.blindspot.linux.KeyInput;
import dev.blindspot.linux.Terminal;
import dev.blindspot.view.TopText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A terminal of which {@code top} paints the whole: on its second screen, so that what was on it comes back; the last
 * picture stays below it.
 */
final class TopScreen implements TopDisplay {
    private static final String ENTER = "\033[?1049h\033[?25l";
    private static final String LEAVE = "\033[?25h\033[?1049l";
    private static final String HOME = "\033[H";
    private static final String REST_OF_LINE = "\033[K";
    private static final String REST_OF_SCREEN = "\033[J";
    private static final String HINT = "; q quits";

    private final KeyInput keys = new KeyInput();
    private final boolean colour = Standard.colour();
    private @Nullable Report before;
    private List<String> picture = List.of();
    private boolean readerGone;

    TopScreen() {
        write(ENTER);
    }

    @Override
    public void show(Report report) {
        int rows = Math.max(1, Terminal.rows(Terminal.STDOUT));
        int columns = Math.max(1, Terminal.columns(Terminal.STDOUT));
        picture = TopText.of(report, before, rows, columns, HINT, colour);
        before = report;
        StringBuilder frame = new StringBuilder(HOME);
        for (int i = 0; i < picture.size(); i++) {
            frame.append(i == 0 ? "" : "\r\n").append(picture.get(i)).append(REST_OF_LINE);
        }
        write(frame.append(REST_OF_SCREEN).toString());
    }

    @Override
    public @Nullable String wantedEnd() {
        for (int key = keys.next(); key >= 0; key = keys.next()) {
            if (key == 'q' || key == 'Q') {
                return "quit";
            }
        }
        return readerGone ? "reader-gone" : null;
    }

    @Override
    public void close() {
        keys.close();
        StringBuilder last = new StringBuilder(LEAVE);
        picture.forEach(line -> last.append(line.replace(HINT, "")).append('\n'));
        write(last.toString());
    }

    private void write(String text) {
        readerGone |= !Output.attempt(() -> Standard.out().write(text.getBytes(StandardCharsets.UTF_8)));
    }
}
