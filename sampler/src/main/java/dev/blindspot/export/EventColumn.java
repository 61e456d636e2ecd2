package dev.blindspot.export;

import java.util.Locale;

/** The columns of {@code blindspot.events/1}: every field that any of its lines has, in one order for all formats. */
enum EventColumn {
    TYPE(Type.TEXT),
    T(Type.INT64),
    TID(Type.INT32),
    SEQ(Type.INT64),
    ADDR(Type.ADDRESS),
    LEN(Type.INT64),
    PROT(Type.INT32),
    FLAGS(Type.INT32),
    FD(Type.INT32),
    FILE(Type.TEXT),
    STACK(Type.STACK),
    STACK_WEIGHT(Type.INT32),
    RET(Type.INT64),
    OLD_ADDR(Type.ADDRESS),
    OLD_LEN(Type.INT64),
    ADVICE(Type.INT32),
    WEIGHT(Type.INT32),
    HANDLE(Type.ADDRESS),
    INFERRED(Type.TRUTH),
    FUNCTION(Type.TEXT),
    OP(Type.TEXT),
    EXE(Type.TEXT),
    CODE(Type.INT32),
    GAUGES(Type.GAUGES),
    COUNT(Type.INT64),
    SOURCE(Type.TEXT),
    REASON(Type.TEXT);

    /** What a column holds. */
    enum Type {
        TEXT,
        INT32,
        INT64,
        ADDRESS,
        TRUTH,
        STACK,
        GAUGES
    }

    private final String label = name().toLowerCase(Locale.ROOT);
    private final Type type;

    EventColumn(Type type) {
        this.type = type;
    }

    /** Its name in every format. */
    String label() {
        return label;
    }

    Type type() {
        return type;
    }
}
