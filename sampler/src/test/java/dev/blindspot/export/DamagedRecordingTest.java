package dev.blindspot.export;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.model.SamplerException;
import dev.blindspot.recording.KeptRecording;
import dev.blindspot.recording.RecordingDamage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever became of a recording, every format is made of what is whole, or the command says why not. */
class DamagedRecordingTest {
    private static final int ROUNDS = 60;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyFormatBearsEveryDamage() throws IOException {
        byte[] whole = KeptRecording.bytes(KeptRecording.NEWEST);
        Path file = folder.resolve("damaged.bsp");
        SplittableRandom random = new SplittableRandom(5);
        int made = 0;
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Files.write(file, RecordingDamage.random(whole, random, random.nextBoolean()));
            for (String format : Exporters.formats()) {
                try {
                    RecordingExporter exporter = Exporters.named(format);
                    exporter.check(file);
                    exporter.export(file, OutputStream.nullOutputStream());
                    made++;
                } catch (SamplerException.UnreadableRecording | SamplerException.NotGo e) {
                    assertTrue(String.valueOf(e.getMessage()).contains(e instanceof SamplerException.NotGo ? "holds no" : "byte"));
                    refused++;
                }
            }
        }
        assertTrue(made > refused, made + " made, " + refused + " refused");
    }
}
