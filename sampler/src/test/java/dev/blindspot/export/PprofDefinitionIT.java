package dev.blindspot.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.blindspot.model.KindTotals;
import dev.blindspot.model.MappingKind;
import dev.blindspot.recording.KeptRecording;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kept recording's profile, read by pprof's own profile.proto. */
class PprofDefinitionIT {
    @TempDir
    private Path folder = Path.of("");

    private static Descriptor definition() throws Exception {
        Process script = new ProcessBuilder("../scripts/pprof-definition.sh").start();
        String path = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        String reason = new String(script.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        if (script.waitFor() != 0) {
            return abort(reason);
        }
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            FileDescriptorSet files = FileDescriptorSet.parseFrom(in);
            return FileDescriptor.buildFrom(files.getFile(0), new FileDescriptor[0])
                    .findMessageTypeByName("Profile");
        }
    }

    @Test
    void itKnowsAllThatIsWrittenAndSumsToTheReport() throws Exception {
        Path recording = Files.write(folder.resolve("kept.bsp"), KeptRecording.bytes(KeptRecording.NEWEST));
        Message profile = parsed(definition(), SumsFixture.export("pprof", recording));
        mustKnowAll(profile);

        List<String> strings = list(profile, "string_table", String.class);
        List<String> types = list(profile, "sample_type", Message.class).stream()
                .map(type -> strings.get((int) number(type, "type")))
                .toList();
        RecordedWindow window = RecordedWindow.read(recording);
        assertEquals(total(window, KindTotals::mappedCount), sum(profile, types.indexOf("alloc_objects")));
        assertEquals(total(window, KindTotals::mappedBytes), sum(profile, types.indexOf("alloc_space")));
        assertEquals(total(window, KindTotals::outstandingCount), sum(profile, types.indexOf("inuse_objects")));
        assertEquals(total(window, KindTotals::outstandingBytes), sum(profile, types.indexOf("inuse_space")));
        assertTrue(sum(profile, types.indexOf("inuse_space")) > 0);
        assertEquals(
                Objects.requireNonNull(window.ledger()).scannedBytes(), sum(profile, types.indexOf("memory_space")));
        assertEquals("inuse_space", strings.get((int) number(profile, "default_sample_type")));
        assertEquals(window.durationNanos(), number(profile, "duration_nanos"));
    }

    private static Message parsed(Descriptor definition, byte[] zipped) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            return DynamicMessage.parseFrom(definition, in);
        }
    }

    private static void mustKnowAll(Message message) {
        assertTrue(message.getUnknownFields().asMap().isEmpty(), () -> "not in the definition: " + message);
        message.getAllFields().forEach((field, value) -> {
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                (value instanceof List<?> all ? all : List.of(value)).forEach(each -> mustKnowAll((Message) each));
            }
        });
    }

    private static Object field(Message message, String name) {
        return message.getField(message.getDescriptorForType().findFieldByName(name));
    }

    private static long number(Message message, String name) {
        return (long) field(message, name);
    }

    private static <T> List<T> list(Message message, String name, Class<T> of) {
        return ((List<?>) field(message, name)).stream().map(of::cast).toList();
    }

    private static long sum(Message profile, int type) {
        return list(profile, "sample", Message.class).stream()
                .mapToLong(sample -> list(sample, "value", Long.class).get(type))
                .sum();
    }

    private static long total(RecordedWindow window, ToLongFunction<KindTotals> figure) {
        return window.merged().totals().stream()
                .filter(total -> total.kind() != MappingKind.FAULT)
                .mapToLong(figure)
                .sum();
    }
}
