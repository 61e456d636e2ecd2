package dev.blindspot.export;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.blindspot.aggregate.CallSiteRow;
import dev.blindspot.model.Frame;
import dev.blindspot.model.MappingKind;
import dev.blindspot.model.Note;
import dev.blindspot.model.Stack;
import dev.blindspot.model.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code speedscope}: its own JSON, one profile each for what is outstanding, what was mapped, what was touched, and for
 * the ledger.
 */
final class SpeedscopeExporter implements RecordingExporter {
    @Override
    public String format() {
        return "speedscope";
    }

    @Override
    public List<Note> export(Path recording, OutputStream out) {
        RecordedWindow window = RecordedWindow.read(recording);
        Document document = new Document();
        List<CallSiteRow> rows = window.merged().rows();
        Predicate<CallSiteRow> isFault = row -> row.kind() == MappingKind.FAULT;
        List<Profile> profiles = List.of(
                document.profile("outstanding", rows, isFault.negate(), CallSiteRow::outstandingBytes),
                document.profile("mapped", rows, isFault.negate(), CallSiteRow::mappedBytes),
                document.profile("touched (page faults)", rows, isFault, CallSiteRow::mappedBytes),
                document.memory("resident (ledger)", MemoryShares.of(window)));
        JsonDocument.write(out, JsonDocument.Style.ONE_LINE, json -> document.write(json, window, profiles));
        return window.notes();
    }

    /** Samples and their weights, as many of the one as of the other. */
    private record Profile(String name, List<List<Integer>> samples, List<Long> weights) {
        void add(List<Integer> sample, long weight) {
            if (weight > 0) {
                samples.add(sample);
                weights.add(weight);
            }
        }
    }

    private record Place(
            String name, @Nullable String file, @Nullable Integer line) {}

    private static final class Document {
        private final Map<Place, Integer> places = new LinkedHashMap<>();

        Profile profile(
                String name, List<CallSiteRow> rows, Predicate<CallSiteRow> which, ToLongFunction<CallSiteRow> bytes) {
            Profile profile = new Profile(name, new ArrayList<>(), new ArrayList<>());
            for (CallSiteRow row : rows) {
                if (which.test(row)) {
                    List<Integer> sample = sample(row.stack());
                    profile.add(
                            sample.isEmpty() ? List.of(virtual(PprofExporter.NO_STACK)) : sample,
                            bytes.applyAsLong(row));
                }
            }
            return profile;
        }

        Profile memory(String name, List<MemoryShares.Share> shares) {
            Profile profile = new Profile(name, new ArrayList<>(), new ArrayList<>());
            for (MemoryShares.Share share : shares) {
                List<Integer> sample = new ArrayList<>(List.of(virtual(share.category())));
                sample.addAll(sample(share.stack()));
                profile.add(sample, share.bytes());
            }
            return profile;
        }

        /** Root first. */
        private List<Integer> sample(@Nullable Stack stack) {
            List<Integer> sample = new ArrayList<>();
            if (stack != null) {
                for (Frame frame : stack.frames().reversed()) {
                    sample.add(index(new Place(FrameNames.of(frame), frame.file(), frame.line())));
                }
            }
            return sample;
        }

        private int virtual(String name) {
            return index(new Place(name, null, null));
        }

        private int index(Place place) {
            Integer known = places.putIfAbsent(place, places.size());
            return known == null ? places.size() - 1 : known;
        }

        void write(JsonGenerator json, RecordedWindow window, List<Profile> profiles) throws IOException {
            Target target = window.info().first().target();
            json.writeStartObject();
            json.writeStringField("$schema", "https://www.speedscope.app/file-format-schema.json");
            json.writeStringField("name", target.comm() + " (" + target.pid() + ")");
            json.writeStringField(
                    "exporter", "blindspot@" + window.info().first().blindspotVersion());
            json.writeNumberField("activeProfileIndex", 0);
            json.writeObjectFieldStart("shared");
            JsonFields.array(json, "frames", List.copyOf(places.keySet()), Document::place);
            json.writeEndObject();
            JsonFields.array(json, "profiles", profiles, Document::profile);
            json.writeEndObject();
        }

        private static void place(JsonGenerator json, Place place) throws IOException {
            json.writeStartObject();
            json.writeStringField("name", place.name());
            if (place.file() != null) {
                json.writeStringField("file", place.file());
            }
            if (place.line() != null) {
                json.writeNumberField("line", place.line());
            }
            json.writeEndObject();
        }

        private static void profile(JsonGenerator json, Profile profile) throws IOException {
            json.writeStartObject();
            json.writeStringField("type", "sampled");
            json.writeStringField("name", profile.name());
            json.writeStringField("unit", "bytes");
            json.writeNumberField("startValue", 0);
            json.writeNumberField(
                    "endValue",
                    profile.weights().stream().mapToLong(Long::longValue).sum());
            JsonFields.array(json, "samples", profile.samples(), (to, sample) -> {
                to.writeStartArray();
                for (int frame : sample) {
                    to.writeNumber(frame);
                }
                to.writeEndArray();
            });
            JsonFields.array(json, "weights", profile.weights(), JsonGenerator::writeNumber);
            json.writeEndObject();
        }
    }
}
