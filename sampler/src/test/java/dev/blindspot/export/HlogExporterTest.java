package dev.blindspot.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.blindspot.model.SamplerException;
import dev.blindspot.recording.RecordingFixture;
import dev.blindspot.recording.RecordingWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HlogExporterTest {
    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void record() {
        file = folder.resolve("run.bsp");
        try (RecordingWriter writer = RecordingWriter.create(file, RecordingFixture.info(), 1 << 20)) {
            for (int second = 0; second < 3; second++) {
                writer.write(RecordingFixture.interval(second));
            }
            writer.end(RecordingFixture.end());
        }
    }

    @Test
    void itsOwnReaderReadsItBack() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Exporters.named("hlog").export(file, out);

        HistogramLogReader log = new HistogramLogReader(new ByteArrayInputStream(out.toByteArray()));
        long start = RecordingFixture.START.toEpochMilli();
        for (int second = 0; second < 3; second++) {
            EncodableHistogram read = log.nextIntervalHistogram();
            assertEquals("mmap.size", read.getTag());
            assertEquals(start + 1000L * second, read.getStartTimeStamp());
            assertEquals(start + 1000L * (second + 1), read.getEndTimeStamp());
            assertEquals(100, ((Histogram) read).getTotalCount());
            assertEquals(4096, ((Histogram) read).getMinValue());
        }
        assertEquals(null, log.nextIntervalHistogram());
    }

    @Test
    void maximaAreInTheirOwnUnit() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Exporters.named("hlog").export(file, out);

        String line = out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(text -> text.startsWith("Tag="))
                .findFirst()
                .orElseThrow();
        assertEquals("Tag=mmap.size,0.000,1.000,409855.000,", line.substring(0, line.lastIndexOf(',') + 1));
    }

    @Test
    void aFullDiskIsAFailure() {
        assertThrows(
                SamplerException.OutputFailed.class,
                () -> Exporters.named("hlog").export(file, InspectionJsonTest.failing("No space left on device")));
    }

    @Test
    void unknownFormatsAreNamedWithWhatThereIs() {
        SamplerException failure = assertThrows(SamplerException.Usage.class, () -> Exporters.named("xml"));
        assertEquals("unknown format xml; there is " + String.join(", ", Exporters.formats()), failure.getMessage());
    }
}
