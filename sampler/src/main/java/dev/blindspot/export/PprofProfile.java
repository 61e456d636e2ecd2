package dev.blindspot.export;

import com.google.protobuf.CodedOutputStream;
import dev.blindspot.model.Module;
import dev.blindspot.model.Stack;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A profile in pprof's format, gzipped as on disk: {@code perftools.profiles.Profile}.
 *
 * <p>It keeps the rules of its readers: ids count from 1, the first mapping is the main program, every location is bound
 * to a mapping, no sample is all zeroes or without a location, time, period and its type are set.
 *
 * <p>Threads: one.
 *
 * <p>Source: google/pprof, proto/profile.proto; the checks of Parca's and Pyroscope's ingestion.
 */
final class PprofProfile {
    private final PprofStrings strings = new PprofStrings();
    private final PprofLocations locations;
    private final List<ValueType> types;
    private final List<ProtoMessage> samples = new ArrayList<>();
    private final List<String> comments = new ArrayList<>();

    /** What a value of a sample counts. */
    record ValueType(String type, String unit) {}

    /** What distinguishes samples of one stack: a text, or else a number. */
    record Label(String key, @Nullable String text, long number) {
        static Label of(String key, String text) {
            return new Label(key, text, 0);
        }

        static Label of(String key, long number) {
            return new Label(key, null, number);
        }
    }

    /**
     * When and how it was taken.
     *
     * @param period of {@code periodType} between two samples
     */
    record Header(
            Instant startAt,
            long durationNanos,
            ValueType periodType,
            long period,
            @Nullable String defaultType) {}

    /**
     * Starts one.
     *
     * @param mainFile the main program's file
     * @param modules where files are mapped, for the locations
     */
    PprofProfile(List<ValueType> types, String mainFile, @Nullable String mainBuildId, List<Module> modules) {
        this.types = List.copyOf(types);
        this.locations = new PprofLocations(strings, mainFile, mainBuildId, modules);
    }

    void comment(String text) {
        comments.add(text);
    }

    /**
     * Adds a sample, unless all its values are 0.
     *
     * @param values one a type
     * @param stack leaf first; null or empty where only {@code root} is known
     * @param root a frame above all others that no code has; null for none where there is a stack
     */
    void sample(List<Long> values, @Nullable Stack stack, @Nullable String root, List<Label> labels)
            throws IOException {
        if (values.size() != types.size()) {
            throw new IllegalArgumentException(values.size() + " values of " + types.size() + " types");
        }
        List<Long> path = new ArrayList<>(stack == null ? List.of() : locations.idsOf(stack));
        if (root != null) {
            path.add(locations.virtual(root));
        }
        if (path.isEmpty() || values.stream().allMatch(value -> value == 0)) {
            return;
        }
        ProtoMessage sample = new ProtoMessage().packed(1, path).packed(2, values);
        for (Label label : labels) {
            sample.message(
                    3,
                    new ProtoMessage()
                            .number(1, strings.id(label.key()))
                            .number(2, strings.id(label.text()))
                            .number(3, label.number()));
        }
        samples.add(sample);
    }

    /** Writes it whole. */
    void write(OutputStream to, Header header) throws IOException {
        GZIPOutputStream zipped = new GZIPOutputStream(to);
        CodedOutputStream out = CodedOutputStream.newInstance(zipped);
        for (ValueType type : types) {
            out.writeByteArray(1, encoded(type));
        }
        writeAll(out, 2, samples);
        writeAll(out, 3, locations.mappings());
        writeAll(out, 4, locations.locations());
        writeAll(out, 5, locations.functions());
        out.writeInt64(9, epochNanos(header.startAt()));
        out.writeInt64(10, header.durationNanos());
        out.writeByteArray(11, encoded(header.periodType()));
        out.writeInt64(12, header.period());
        for (String comment : comments) {
            out.writeInt64(13, strings.id(comment));
        }
        if (header.defaultType() != null) {
            out.writeInt64(14, strings.id(header.defaultType()));
        }
        // Last: what is above names them.
        for (String string : strings.inOrder()) {
            out.writeString(6, string);
        }
        out.flush();
        zipped.finish();
        to.flush();
    }

    private byte[] encoded(ValueType type) throws IOException {
        return new ProtoMessage()
                .number(1, strings.id(type.type()))
                .number(2, strings.id(type.unit()))
                .encoded();
    }

    private static void writeAll(CodedOutputStream out, int field, List<ProtoMessage> messages) throws IOException {
        for (ProtoMessage message : messages) {
            out.writeByteArray(field, message.encoded());
        }
    }

    private static long epochNanos(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
    }
}
