package dev.blindspot.export;

/**
 * One field of a kind of event.
 *
 * @param form how its value is read from the record
 * @param at where in the record it is, by {@link dev.blindspot.event.EventLayout}
 * @param text its value where that is the same for all events of the kind
 */
record EventField(EventColumn column, Form form, int at, String text) {
    /** How a value is read, and when it is null. */
    enum Form {
        INT64,
        /** 8 bytes, null where negative. */
        INT64_OR_NULL,
        INT32,
        /** 4 bytes, where 0 is null. */
        INT32_OR_NULL,
        ADDRESS,
        /** An address, 0 null. */
        HANDLE,
        /** Id of a stack, 0 null. */
        STACK,
        /** Id of a path, 0 null. */
        PATH,
        /** Id of a stack that names a function, 0 null. */
        FUNCTION,
        TEXT,
        TRUE,
        FALSE,
        NULL
    }

    static EventField of(EventColumn column, Form form, int at) {
        return new EventField(column, form, at, "");
    }

    static EventField text(EventColumn column, String text) {
        return new EventField(column, Form.TEXT, 0, text);
    }

    static EventField none(EventColumn column) {
        return new EventField(column, Form.NULL, 0, "");
    }
}
