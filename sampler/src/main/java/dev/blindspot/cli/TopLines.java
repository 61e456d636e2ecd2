package dev.blindspot.cli;

import dev.blindspot.detect.Report;
import dev.blindspot.export.JsonDocument;
import dev.blindspot.export.Output;
import dev.blindspot.export.ReportJson;
import dev.blindspot.view.TopText;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where {@code top} writes one report after the other: as JSON, a line each, or as text for who has no screen. */
final class TopLines implements TopDisplay {
    private static final int ROWS = 40;
    private static final int COLUMNS = 100;

    private final OutputStream out;
    private final boolean json;
    private @Nullable Report before;
    private boolean readerGone;

    TopLines(OutputStream out, boolean json) {
        this.out = out;
        this.json = json;
    }

    @Override
    public void show(Report report) {
        boolean taken = json ? ReportJson.write(report, out, JsonDocument.Style.ONE_LINE) : text(report);
        readerGone |= !taken;
        before = report;
    }

    private boolean text(Report report) {
        String text = (before == null ? "" : "\n")
                + String.join("\n", TopText.of(report, before, ROWS, COLUMNS, "", false))
                + '\n';
        return Output.attempt(() -> {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        });
    }

    @Override
    public @Nullable String wantedEnd() {
        return readerGone ? "reader-gone" : null;
    }

    @Override
    public void close() {
        // Whoever opened the output closes it.
    }
}
