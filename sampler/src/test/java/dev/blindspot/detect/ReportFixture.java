package dev.blindspot.detect;

import dev.blindspot.recording.RecordingFixture;
import java.util.List;

/** A report with something in every part. */
public final class ReportFixture {
    private ReportFixture() {}

    /** Three seconds. */
    public static Report report() {
        ReportBuilder builder = new ReportBuilder(RecordingFixture.info());
        for (int second = 0; second < 3; second++) {
            builder.add(RecordingFixture.interval(second));
        }
        return builder.build(RecordingFixture.end(), List.of());
    }
}
