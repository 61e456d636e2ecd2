package dev.blindspot.export;

/**
 * One field of a kind of event.
 *
 * @param form how its value is read from the record
 * @param at where in the record it is, by {@link dev.blindspot.event.EventLayout}
 * @param text its value where that is the same for all events of the kind
 */
record EventField(EventColumn column, Form form, long at, String text) {
    /** How a value is read, and when it is null. */
    enum Form {
        INT64,
        INT32,
        /** 4 bytes, where 0 is null. */
        INT32_OR_NULL,
        ADDRESS,
        /** Id of a stack, 0 null. */
        STACK,
        /** Id of a path, 0 null. */
        PATH,
        TEXT,
        TRUE,
        NULL
    }

    static EventField of(EventColumn column, Form form, long at) {
        return new EventField(column, form, at, "");
    }

    static EventField text(EventColumn column, String text) {
        return new EventField(column, Form.TEXT, 0, text);
    }

    static EventField none(EventColumn column) {
        return new EventField(column, Form.NULL, 0, "");
    }
}
