package dev.blindspot.export;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collection;

/**
 * A protobuf message as it grows: fields by the number their definition gives them.
 *
 * <p>Of the definitions this project writes few fields of few messages: they are named where they are written, which is
 * less than classes generated from thousands of lines of somebody else's. What {@code go tool pprof} and {@code protoc}
 * read back is the check.
 *
 * <p>Threads: one.
 */
final class ProtoMessage {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    /** An integer of any type but zigzag; 0 is what an absent field means, so it is left out. */
    ProtoMessage number(int field, long value) throws IOException {
        if (value != 0) {
            out.writeInt64(field, value);
        }
        return this;
    }

    /** An integer that is written even if it is 0: a member of a {@code oneof}. */
    ProtoMessage choice(int field, long value) throws IOException {
        out.writeInt64(field, value);
        return this;
    }

    ProtoMessage truth(int field, boolean value) throws IOException {
        return number(field, value ? 1 : 0);
    }

    ProtoMessage real(int field, double value) throws IOException {
        out.writeDouble(field, value);
        return this;
    }

    ProtoMessage text(int field, String value) throws IOException {
        out.writeString(field, value);
        return this;
    }

    ProtoMessage bytes(int field, byte[] value) throws IOException {
        out.writeByteArray(field, value);
        return this;
    }

    ProtoMessage message(int field, ProtoMessage nested) throws IOException {
        out.writeByteArray(field, nested.encoded());
        return this;
    }

    /** Repeated integers, packed. */
    ProtoMessage packed(int field, Collection<Long> values) throws IOException {
        int size = 0;
        for (long value : values) {
            size += CodedOutputStream.computeUInt64SizeNoTag(value);
        }
        if (size > 0) {
            out.writeTag(field, 2);
            out.writeUInt32NoTag(size);
            for (long value : values) {
                out.writeUInt64NoTag(value);
            }
        }
        return this;
    }

    /** What was put so far. */
    byte[] encoded() throws IOException {
        out.flush();
        return bytes.toByteArray();
    }
}
