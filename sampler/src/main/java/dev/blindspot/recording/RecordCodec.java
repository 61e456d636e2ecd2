package dev.blindspot.recording;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a record of the model as a block of its components, in the order they are declared, and reads it back: a value that
 * gains a component needs no code here.
 *
 * <p>New components go to the end and are nullable: an older recording, whose block ends before them, reads as null there.
 * What a newer one has behind those known here is passed over.
 *
 * <p>Threads: any.
 */
final class RecordCodec<R extends Record> {
    private final Class<R> type;
    private final Constructor<R> constructor;
    private final List<Component> components;

    private record Component(Method accessor, ValueShape shape) {}

    RecordCodec(Class<R> type) {
        this.type = type;
        RecordComponent[] declared = type.getRecordComponents();
        try {
            constructor = type.getDeclaredConstructor(
                    Arrays.stream(declared).map(RecordComponent::getType).toArray(Class<?>[]::new));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
        components = Arrays.stream(declared)
                .map(component -> new Component(component.getAccessor(), ValueShape.of(component.getAnnotatedType())))
                .toList();
    }

    void write(Encoder out, WrittenDictionary dictionary, R value) {
        out.putBlock(block -> {
            for (Component component : components) {
                component.shape().write(block, dictionary, get(component, value));
            }
        });
    }

    R read(Decoder in, ReadDictionary dictionary) throws DamagedChunk {
        Decoder block = in.getBlock();
        @Nullable Object[] values = new @Nullable Object[components.size()];
        for (int i = 0; i < values.length; i++) {
            ValueShape shape = components.get(i).shape();
            values[i] = block.hasRemaining() ? shape.read(block, dictionary) : shape.absent();
        }
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new DamagedChunk("no " + type.getSimpleName() + ": " + e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is written for a value of this type, in the words of {@code docs/recording-format.md}. */
    @Override
    public String toString() {
        return components.stream()
                .map(component -> component.accessor().getName() + " " + component.shape())
                .toList()
                .toString();
    }

    private static @Nullable Object get(Component component, Object value) {
        try {
            return component.accessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The type arguments of a list or map. */
    static AnnotatedType argument(AnnotatedType type, int number) {
        return ((AnnotatedParameterizedType) type).getAnnotatedActualTypeArguments()[number];
    }
}
