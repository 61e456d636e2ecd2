package dev.blindspot.recording;

import org.jspecify.annotations.Nullable;

/** A record at a payload's end, which recordings made before it was written there do not have. */
final class TrailingRecord<R extends Record> {
    private final RecordCodec<R> codec;

    TrailingRecord(Class<R> type) {
        codec = new RecordCodec<>(type);
    }

    void write(Encoder out, WrittenDictionary dictionary, @Nullable R value) {
        if (value == null) {
            out.putByte(0);
        } else {
            codec.write(out.putByte(1), dictionary, value);
        }
    }

    @Nullable
    R read(Decoder in, ReadDictionary dictionary) throws DamagedChunk {
        return in.hasRemaining() && in.getBoolean() ? codec.read(in, dictionary) : null;
    }

    @Override
    public String toString() {
        return codec.toString();
    }
}
