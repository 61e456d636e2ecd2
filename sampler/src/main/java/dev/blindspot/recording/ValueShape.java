package dev.blindspot.recording;

import dev.blindspot.model.Frame;
import dev.blindspot.model.GoRegions;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Stack;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How values of one declared type are written: found once, from the declaration, whether they may be null included.
 *
 * @param name as {@code docs/recording-format.md} calls it
 */
record ValueShape(String name, boolean nullable, Writer writer, Reader reader) {
    /** Writes a value that is not null, unless the shape writes null in a way of its own. */
    @FunctionalInterface
    interface Writer {
        void write(Encoder out, WrittenDictionary dictionary, @Nullable Object value);
    }

    /** Reads it back. */
    @FunctionalInterface
    interface Reader {
        @Nullable
        Object read(Decoder in, ReadDictionary dictionary) throws DamagedChunk;
    }

    static ValueShape of(AnnotatedType declared) {
        boolean nullable = declared.isAnnotationPresent(Nullable.class);
        Type type = declared.getType();
        if (type == String.class) {
            return new ValueShape(
                    "str",
                    nullable,
                    (out, dictionary, value) -> dictionary.put(out, (String) value),
                    nullable
                            ? (in, dictionary) -> dictionary.nullableString(in)
                            : (in, dictionary) -> dictionary.string(in));
        }
        if (type == Frame.class) {
            return new ValueShape(
                    "frame",
                    nullable,
                    (out, dictionary, value) -> dictionary.putFrame(out, (Frame) value),
                    nullable
                            ? (in, dictionary) -> dictionary.nullableFrame(in)
                            : (in, dictionary) -> dictionary.frame(in));
        }
        if (type == GoRegions.class) {
            return new ValueShape("nothing", true, (out, dictionary, value) -> {}, (in, dictionary) -> null);
        }
        ValueShape present = present(declared, type);
        return nullable ? present.orNull() : present;
    }

    private static ValueShape present(AnnotatedType declared, Type type) {
        if (type == long.class || type == Long.class) {
            return simple("s", (out, value) -> out.putSigned((Long) value), Decoder::getSigned);
        }
        if (type == int.class || type == Integer.class) {
            return simple("s", (out, value) -> out.putSigned((Integer) value), in -> (int) in.getSigned());
        }
        if (type == double.class || type == Double.class) {
            return simple("f", (out, value) -> out.putDouble((Double) value), Decoder::getDouble);
        }
        if (type == boolean.class || type == Boolean.class) {
            return simple("bool", (out, value) -> out.putBoolean((Boolean) value), Decoder::getBoolean);
        }
        if (type == Instant.class) {
            return simple("time", (out, value) -> out.putInstant((Instant) value), Decoder::getInstant);
        }
        if (type == Stack.class) {
            return new ValueShape(
                    "frame*",
                    false,
                    (out, dictionary, value) -> dictionary.putStack(out, (Stack) Objects.requireNonNull(value)),
                    (in, dictionary) -> dictionary.stack(in));
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            return list(of(RecordCodec.argument(declared, 0)));
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
            return map(of(RecordCodec.argument(declared, 1)));
        }
        if (type == GoState.class) {
            return record(GoState.class).repeated();
        }
        if (type instanceof Class<?> raw && raw.isRecord()) {
            return record(raw.asSubclass(Record.class));
        }
        throw new IllegalArgumentException("a recording cannot hold a " + type);
    }

    void write(Encoder out, WrittenDictionary dictionary, @Nullable Object value) {
        writer.write(out, dictionary, value);
    }

    @Nullable
    Object read(Decoder in, ReadDictionary dictionary) throws DamagedChunk {
        return reader.read(in, dictionary);
    }

    /** What a block has for it that ends before it. */
    @Nullable
    Object absent() throws DamagedChunk {
        if (!nullable) {
            throw new DamagedChunk("a block that ends too early");
        }
        return null;
    }

    @Override
    public String toString() {
        return name;
    }

    /** A byte before it: 0 for null, and nothing follows. */
    private ValueShape orNull() {
        return new ValueShape(
                name + "?",
                true,
                (out, dictionary, value) -> {
                    if (value == null) {
                        out.putByte(0);
                    } else {
                        writer.write(out.putByte(1), dictionary, value);
                    }
                },
                (in, dictionary) -> in.getBoolean() ? reader.read(in, dictionary) : null);
    }

    /** Of values that are often the same object as the time before. */
    private ValueShape repeated() {
        return new ValueShape(
                name,
                nullable,
                (out, dictionary, value) -> {
                    Object present = Objects.requireNonNull(value);
                    dictionary.putRepeated(out, present, to -> writer.write(to, dictionary, present));
                },
                reader);
    }

    private static ValueShape simple(String name, PlainWriter writer, Decoder.Item<Object> reader) {
        return new ValueShape(
                name,
                false,
                (out, dictionary, value) -> writer.write(out, Objects.requireNonNull(value)),
                (in, dictionary) -> reader.read(in));
    }

    @FunctionalInterface
    private interface PlainWriter {
        void write(Encoder out, Object value);
    }

    private static ValueShape list(ValueShape item) {
        return new ValueShape(
                item + "*",
                false,
                (out, dictionary, value) -> {
                    List<?> all = (List<?>) Objects.requireNonNull(value);
                    out.putUnsigned(all.size());
                    all.forEach(each -> item.write(out, dictionary, each));
                },
                (in, dictionary) -> {
                    int count = in.getCount(1);
                    List<@Nullable Object> all = new ArrayList<>(Math.min(count, 1024));
                    for (int i = 0; i < count; i++) {
                        all.add(item.read(in, dictionary));
                    }
                    return all;
                });
    }

    private static ValueShape map(ValueShape item) {
        return new ValueShape(
                "(str " + item + ")*",
                false,
                (out, dictionary, value) -> {
                    Map<?, ?> all = (Map<?, ?>) Objects.requireNonNull(value);
                    out.putUnsigned(all.size());
                    all.forEach((key, each) -> {
                        dictionary.put(out, (String) key);
                        item.write(out, dictionary, each);
                    });
                },
                (in, dictionary) -> {
                    int count = in.getCount(1);
                    Map<String, @Nullable Object> all = new LinkedHashMap<>();
                    for (int i = 0; i < count; i++) {
                        String key = dictionary.string(in);
                        all.put(key, item.read(in, dictionary));
                    }
                    return all;
                });
    }

    private static <R extends Record> ValueShape record(Class<R> type) {
        RecordCodec<R> codec = new RecordCodec<>(type);
        return new ValueShape(
                codec.toString(),
                false,
                (out, dictionary, value) -> codec.write(out, dictionary, Objects.requireNonNull(type.cast(value))),
                codec::read);
    }
}
