package dev.blindspot.ingest;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.blindspot.model.Cost;
import dev.blindspot.model.FileReason;
import dev.blindspot.model.Finalizers;
import dev.blindspot.model.Frame;
import dev.blindspot.model.GoState;
import dev.blindspot.model.HeapProfile;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Ledger;
import dev.blindspot.model.LedgerRow;
import dev.blindspot.model.Plugins;
import dev.blindspot.model.SamplerException;
import dev.blindspot.model.Stack;
import dev.blindspot.model.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code blindspot.inspect/1} read back: what comparisons need of it, which is the ledger, finalizers, plugins and the heap
 * profile. Other sections are null, be they in the document or not.
 *
 * @param previous the first of two looks; null if there was one
 */
public record InspectionDocument(Inspection look, @Nullable Inspection previous) {
    private static final String SCHEMA = "blindspot.inspect/1";

    /**
     * Reads a file.
     *
     * @throws SamplerException.UnreadableRecording if it is no such document
     */
    public static InspectionDocument read(Path file) {
        JsonObject reader;
        try {
            reader = JsonObject.parse(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw new SamplerException.UnreadableRecording(
                    file + " is neither a recording nor a JSON document: see byte "
                            + (at == null ? 0 : Math.max(0, at.getByteOffset())));
        } catch (IOException e) {
            throw new SamplerException.UnreadableRecording("cannot read " + file + " at byte 0: " + FileReason.of(e));
        }
        if (!SCHEMA.equals(reader.optionalText("schema"))) {
            throw new SamplerException.UnreadableRecording(
                    file + " is neither a recording nor an inspection (" + SCHEMA + "): see byte 0");
        }
        try {
            return new InspectionDocument(
                    inspection(reader), reader.optional("previous", InspectionDocument::inspection));
        } catch (JsonObject.MissingField | DateTimeParseException e) {
            throw new SamplerException.UnreadableRecording(
                    file + " is not a whole inspection, see byte 0: " + e.getMessage());
        }
    }

    private static Inspection inspection(JsonObject in) {
        Instant takenAt = Instant.parse(in.text("taken_at"));
        Target target = in.optional("target", InspectionDocument::target);
        if (target == null) {
            throw new JsonObject.MissingField("target");
        }
        return new Inspection(
                in.text("blindspot_version"),
                takenAt,
                in.number("duration_ns"),
                target,
                new Cost(0, 0, 0, 0, 0, 0),
                List.of(),
                List.of(),
                in.optional("ledger", ledger -> ledger(ledger, takenAt)),
                null,
                null,
                in.optional("plugins", InspectionDocument::plugins),
                new GoState(
                        target.layout(),
                        null,
                        null,
                        in.optional("finalizers", InspectionDocument::finalizers),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        in.optional("heap_profile", InspectionDocument::profile),
                        null,
                        List.of()));
    }

    private static Target target(JsonObject in) {
        return new Target(
                (int) in.number("pid"),
                in.text("comm"),
                in.text("exe"),
                Instant.parse(in.text("started_at")),
                in.optionalText("go_version"),
                in.strings("go_experiments"),
                in.optionalText("arch"),
                in.optionalTruth("stripped"),
                in.optionalTruth("pie"),
                in.optionalTruth("cgo"),
                in.optionalText("build_id"),
                in.optionalText("module_path"),
                in.text("symbols"),
                in.text("layout"));
    }

    private static Ledger ledger(JsonObject in, Instant at) {
        return new Ledger(
                at,
                in.number("rss_bytes"),
                in.number("scanned_bytes"),
                in.list(
                        "rows",
                        row -> new LedgerRow(
                                row.text("category"),
                                row.number("rss_bytes"),
                                row.number("virtual_bytes"),
                                row.number("swap_bytes"),
                                row.optionalNumber("huge_bytes"),
                                (int) row.number("mappings"))));
    }

    private static Finalizers finalizers(JsonObject in) {
        return new Finalizers(
                in.number("registered"),
                in.number("object_bytes"),
                in.number("queued"),
                in.number("executing"),
                0,
                in.optionalNumber("executing_at_least_ns"),
                null,
                in.list(
                        "by_function",
                        function -> new Finalizers.ByFunction(
                                new Frame(
                                        0,
                                        "",
                                        null,
                                        function.text("function"),
                                        function.optionalText("file"),
                                        line(function),
                                        false),
                                function.number("registered"),
                                function.number("queued"),
                                function.number("object_bytes"),
                                function.strings("types"),
                                function.number("in_cycle"),
                                null)));
    }

    private static Plugins plugins(JsonObject in) {
        return new Plugins(
                in.list(
                        "modules",
                        module -> new Plugins.PluginModule(
                                module.text("plugin_path"),
                                module.optionalText("file"),
                                address(module, "base"),
                                module.number("mapped_bytes"),
                                module.number("rss_bytes"),
                                module.text("state"))),
                in.list(
                        "libraries",
                        library -> new Plugins.Library(
                                library.text("file"),
                                Boolean.TRUE.equals(library.optionalTruth("deleted")),
                                library.number("mapped_bytes"),
                                library.number("rss_bytes"),
                                (int) library.number("copies"))));
    }

    private static HeapProfile profile(JsonObject in) {
        Long buckets = in.optionalNumber("buckets");
        List<HeapProfile.Bucket> top = in.list(
                "top",
                bucket -> new HeapProfile.Bucket(
                        new Stack(bucket.list("stack", InspectionDocument::frame)),
                        bucket.number("object_bytes"),
                        bucket.number("inuse_bytes"),
                        bucket.number("inuse_objects"),
                        bucket.number("alloc_bytes"),
                        bucket.number("alloc_objects")));
        return new HeapProfile(
                Boolean.TRUE.equals(in.optionalTruth("available")),
                in.number("rate"),
                in.number("inuse_bytes"),
                in.number("inuse_objects"),
                in.number("alloc_bytes"),
                in.number("alloc_objects"),
                buckets == null ? top.size() : buckets.intValue(),
                top);
    }

    private static Frame frame(JsonObject in) {
        return new Frame(
                address(in, "pc"),
                in.text("module"),
                in.optionalText("build_id"),
                in.optionalText("function"),
                in.optionalText("file"),
                line(in),
                Boolean.TRUE.equals(in.optionalTruth("inlined")));
    }

    private static @Nullable Integer line(JsonObject in) {
        Long line = in.optionalNumber("line");
        return line == null ? null : line.intValue();
    }

    private static long address(JsonObject in, String name) {
        try {
            return Long.parseUnsignedLong(in.text(name).replaceFirst("^0x", ""), 16);
        } catch (NumberFormatException e) {
            throw new JsonObject.MissingField(name);
        }
    }
}
