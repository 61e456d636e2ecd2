package dev.blindspot.export;

import static dev.blindspot.export.Proto.messages;
import static dev.blindspot.export.Proto.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A pprof profile as protobuf's own decoder sees it, held against the rules its readers apply.
 *
 * <p>Source: google/pprof, proto/profile.proto; {@code validatePprofProfile} of Parca; {@code Normalize} of Pyroscope.
 */
final class DecodedProfile {
    private final UnknownFieldSet profile;
    private final List<String> strings = new ArrayList<>();

    record Sample(List<Long> locations, List<Long> values, TreeMap<String, String> labels) {}

    record Mapping(long start, long end, String file, String buildId, boolean hasFunctions) {}

    record Line(String function, String file, long line) {}

    record Location(long address, Mapping mapping, List<Line> lines) {}

    private DecodedProfile(UnknownFieldSet profile) {
        this.profile = profile;
        for (ByteString string : profile.getField(6).getLengthDelimitedList()) {
            strings.add(string.toStringUtf8());
        }
    }

    /** Decodes it; an error if it breaks a rule. */
    static DecodedProfile of(byte[] zipped) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            DecodedProfile decoded = new DecodedProfile(UnknownFieldSet.parseFrom(in.readAllBytes()));
            decoded.mustKeepTheRules();
            return decoded;
        }
    }

    List<String> sampleTypes() throws IOException {
        List<String> types = new ArrayList<>();
        for (UnknownFieldSet type : messages(profile, 1)) {
            types.add(text(type, 1) + "/" + text(type, 2));
        }
        return types;
    }

    String defaultType() {
        return text(profile, 14);
    }

    long timeNanos() {
        return number(profile, 9);
    }

    long durationNanos() {
        return number(profile, 10);
    }

    String periodType() throws IOException {
        UnknownFieldSet type = messages(profile, 11).getFirst();
        return text(type, 1) + "/" + text(type, 2);
    }

    long period() {
        return number(profile, 12);
    }

    List<Mapping> mappings() throws IOException {
        List<Mapping> mappings = new ArrayList<>();
        for (UnknownFieldSet mapping : messages(profile, 3)) {
            mappings.add(new Mapping(
                    number(mapping, 2),
                    number(mapping, 3),
                    text(mapping, 5),
                    text(mapping, 6),
                    number(mapping, 7) == 1));
        }
        return mappings;
    }

    List<Sample> samples() throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (UnknownFieldSet sample : messages(profile, 2)) {
            TreeMap<String, String> labels = new TreeMap<>();
            for (UnknownFieldSet label : messages(sample, 3)) {
                labels.put(text(label, 1), number(label, 2) == 0 ? Long.toString(number(label, 3)) : text(label, 2));
            }
            samples.add(new Sample(packed(sample, 1), packed(sample, 2), labels));
        }
        return samples;
    }

    Location location(long id) throws IOException {
        UnknownFieldSet location = messages(profile, 4).get((int) id - 1);
        List<Line> lines = new ArrayList<>();
        for (UnknownFieldSet line : messages(location, 4)) {
            UnknownFieldSet function = messages(profile, 5).get((int) number(line, 1) - 1);
            lines.add(new Line(text(function, 2), text(function, 4), number(line, 2)));
        }
        return new Location(number(location, 3), mappings().get((int) number(location, 2) - 1), lines);
    }

    /** The functions of a sample, leaf first, inlined ones too. */
    List<String> functions(Sample sample) throws IOException {
        List<String> functions = new ArrayList<>();
        for (long id : sample.locations()) {
            location(id).lines().forEach(line -> functions.add(line.function()));
        }
        return functions;
    }

    /** The sum of a type's values over all samples. */
    long total(int type) throws IOException {
        return samples().stream().mapToLong(sample -> sample.values().get(type)).sum();
    }

    private void mustKeepTheRules() throws IOException {
        assertEquals("", strings.getFirst());
        int mappings = countedFromOne(3);
        int locations = countedFromOne(4);
        int functions = countedFromOne(5);
        for (UnknownFieldSet location : messages(profile, 4)) {
            assertTrue(isWithin(number(location, 2), mappings), "a location without a mapping");
            for (UnknownFieldSet line : messages(location, 4)) {
                assertTrue(isWithin(number(line, 1), functions), "a line without a function");
            }
        }
        int types = sampleTypes().size();
        for (Sample sample : samples()) {
            assertEquals(types, sample.values().size());
            assertTrue(sample.values().stream().allMatch(value -> value >= 0), "a negative value");
            assertTrue(sample.values().stream().anyMatch(value -> value > 0), "nothing but zeroes");
            assertTrue(!sample.locations().isEmpty(), "no location");
            assertTrue(sample.locations().stream().allMatch(id -> isWithin(id, locations)), "no such location");
            assertTrue(sample.labels().keySet().stream().noneMatch(String::isEmpty), "a label without a key");
        }
        assertTrue(timeNanos() > 0 && period() > 0 && !periodType().isEmpty(), "time and period");
        for (Mapping mapping : mappings()) {
            assertTrue(!mapping.file().isEmpty(), "a mapping without a file");
        }
    }

    private int countedFromOne(int field) throws IOException {
        List<UnknownFieldSet> all = messages(profile, field);
        for (int i = 0; i < all.size(); i++) {
            assertEquals(i + 1L, number(all.get(i), 1), "ids of field " + field);
        }
        return all.size();
    }

    private static boolean isWithin(long id, int count) {
        return id >= 1 && id <= count;
    }

    private String text(UnknownFieldSet in, int field) {
        return strings.get((int) number(in, field));
    }

    private static List<Long> packed(UnknownFieldSet in, int field) throws IOException {
        List<Long> values = new ArrayList<>();
        @Nullable
        ByteString bytes =
                in.getField(field).getLengthDelimitedList().stream().findFirst().orElse(null);
        if (bytes != null) {
            CodedInputStream numbers = bytes.newCodedInput();
            while (!numbers.isAtEnd()) {
                values.add(numbers.readInt64());
            }
        }
        return values;
    }
}
