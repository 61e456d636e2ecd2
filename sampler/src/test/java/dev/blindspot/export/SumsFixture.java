package dev.blindspot.export;

import dev.blindspot.model.CallSiteDelta;
import dev.blindspot.model.Frame;
import dev.blindspot.model.MappingKind;
import dev.blindspot.model.Note;
import dev.blindspot.model.RecordedStack;
import dev.blindspot.model.Stack;
import dev.blindspot.recording.RecordingFixture;
import dev.blindspot.recording.RecordingWriter;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/** A recording with call sites of every sort, for the formats that show sums. */
final class SumsFixture {
    static final Stack GROWING = new Stack(List.of(
            frame(0x47f3a0, "syscall.Mmap", 81, true),
            frame(0x47f3a0, "main.(*cache[go.shape.struct { A int; B int }]).grow", 17, false),
            frame(0x4f1100, "main.main", 7, false)));
    static final Stack IN_C = new Stack(List.of(
            new Frame(0x7f00_0000_1000L, "/usr/lib/libz.so.1", null, null, null, null, false),
            frame(0x4f1200, "main.compress", 9, false)));
    static final Stack LOOP =
            new Stack(List.of(frame(0x47f3a0, "main.walk", 5, false), frame(0x47f3a1, "main.walk", 5, false)));

    private SumsFixture() {}

    private static Frame frame(long pc, String function, int line, boolean inlined) {
        return new Frame(pc, "/srv/app", "ab12", function, "/src/main.go", line, inlined);
    }

    /** Writes it: two intervals, outstanding 40 KiB of mmap.anon, 12 KiB of mmap.file, 8 KiB of brk without a stack. */
    static Path write(Path folder) {
        Path file = folder.resolve("sums.bsp");
        try (RecordingWriter writer = RecordingWriter.create(file, RecordingFixture.info(), 1 << 20)) {
            writer.write(RecordingFixture.with(
                    RecordingFixture.interval(0),
                    List.of(
                            new CallSiteDelta(1, MappingKind.MMAP_ANON, 65536, 4, 65536, 4, 0, 1, false),
                            new CallSiteDelta(1, MappingKind.MMAP_FILE, 12288, 1, 12288, 1, 0, 1, false),
                            new CallSiteDelta(3, MappingKind.MMAP_ANON, 4096, 1, 0, 0, 0, 1, false),
                            new CallSiteDelta(0, MappingKind.BRK, 8192, 2, 8192, 1, 0, 1, false)),
                    List.of(
                            new RecordedStack(1, GROWING, false),
                            new RecordedStack(2, IN_C, false),
                            new RecordedStack(3, LOOP, true))));
            writer.write(RecordingFixture.with(
                    RecordingFixture.interval(2),
                    List.of(
                            new CallSiteDelta(1, MappingKind.MMAP_ANON, 0, 0, -24576, -1, 0, 1, false),
                            new CallSiteDelta(2, MappingKind.FAULT, 16384, 4, 0, 0, 0, 1, false)),
                    List.of()));
            writer.end(RecordingFixture.end());
        }
        return file;
    }

    /** What a format makes of a recording. */
    static byte[] export(String format, Path recording) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Assertions.assertEquals(List.<Note>of(), Exporters.named(format).export(recording, out));
        return out.toByteArray();
    }
}
