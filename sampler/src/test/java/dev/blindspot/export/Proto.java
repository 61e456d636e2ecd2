package dev.blindspot.export;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Fields of a message as protobuf's own decoder sees them, which knows no definition. */
final class Proto {
    private Proto() {}

    static List<UnknownFieldSet> messages(UnknownFieldSet in, int field) throws IOException {
        List<UnknownFieldSet> messages = new ArrayList<>();
        for (ByteString bytes : in.getField(field).getLengthDelimitedList()) {
            messages.add(UnknownFieldSet.parseFrom(bytes));
        }
        return messages;
    }

    /** 0 where it is absent. */
    static long number(UnknownFieldSet in, int field) {
        List<Long> values = in.getField(field).getVarintList();
        return values.isEmpty() ? 0 : values.getLast();
    }

    static String text(UnknownFieldSet in, int field) {
        return in.getField(field).getLengthDelimitedList().getLast().toStringUtf8();
    }
}
