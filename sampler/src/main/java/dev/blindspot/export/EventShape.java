package dev.blindspot.export;

import static dev.blindspot.export.EventColumn.ADDR;
import static dev.blindspot.export.EventColumn.ADVICE;
import static dev.blindspot.export.EventColumn.CODE;
import static dev.blindspot.export.EventColumn.EXE;
import static dev.blindspot.export.EventColumn.FD;
import static dev.blindspot.export.EventColumn.FILE;
import static dev.blindspot.export.EventColumn.FLAGS;
import static dev.blindspot.export.EventColumn.FUNCTION;
import static dev.blindspot.export.EventColumn.HANDLE;
import static dev.blindspot.export.EventColumn.INFERRED;
import static dev.blindspot.export.EventColumn.LEN;
import static dev.blindspot.export.EventColumn.OLD_ADDR;
import static dev.blindspot.export.EventColumn.OLD_LEN;
import static dev.blindspot.export.EventColumn.OP;
import static dev.blindspot.export.EventColumn.PROT;
import static dev.blindspot.export.EventColumn.RET;
import static dev.blindspot.export.EventColumn.STACK;
import static dev.blindspot.export.EventColumn.STACK_WEIGHT;
import static dev.blindspot.export.EventColumn.WEIGHT;

import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventLayout;
import dev.blindspot.export.EventField.Form;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one schema of {@code blindspot.events/1}: the type and the fields of each kind of event, in the contract's order.
 * Type, time, thread and number come before them. All formats are written by this table.
 */
record EventShape(String type, List<EventField> fields) {
    private static final EventField ADDRESS = EventField.of(ADDR, Form.ADDRESS, EventLayout.ADDRESS);
    private static final EventField LENGTH = EventField.of(LEN, Form.INT64, EventLayout.LENGTH);
    private static final EventField LENGTH_OR_NULL = EventField.of(LEN, Form.INT64_OR_NULL, EventLayout.LENGTH);
    private static final EventField WEIGHT_OF = EventField.of(WEIGHT, Form.INT32, EventLayout.WEIGHT);
    private static final EventField PATH = EventField.of(FILE, Form.PATH, EventLayout.EXTRA);
    private static final EventField LIBRARY = EventField.of(HANDLE, Form.HANDLE, EventLayout.ADDRESS);
    private static final EventField IS_INFERRED = EventField.of(INFERRED, Form.TRUE, 0);
    private static final EventField IS_TOLD = EventField.of(INFERRED, Form.FALSE, 0);
    private static final EventField NAME = EventField.of(FUNCTION, Form.FUNCTION, EventLayout.EXTRA);
    private static final EventField STACK_ID = EventField.of(STACK, Form.STACK, EventLayout.STACK);
    private static final EventField PROTECTION = EventField.of(PROT, Form.INT32, EventLayout.PROT);
    private static final EventField FLAG_BITS = EventField.of(FLAGS, Form.INT32, EventLayout.FLAGS);

    private static final @Nullable EventShape[] BY_KIND =
            Arrays.stream(EventKind.values()).map(EventShape::make).toArray(EventShape[]::new);

    /** The shape of a kind stored as {@code ordinal}; null where it has no line made of its fields. */
    static @Nullable EventShape ofOrdinal(int ordinal) {
        return BY_KIND[ordinal];
    }

    private static @Nullable EventShape make(EventKind kind) {
        return switch (kind) {
            case MMAP ->
                shape(
                        "mmap",
                        ADDRESS,
                        LENGTH,
                        PROTECTION,
                        FLAG_BITS,
                        EventField.of(FD, Form.INT32, EventLayout.FD),
                        EventField.none(FILE),
                        STACK_ID,
                        EventField.of(STACK_WEIGHT, Form.INT32_OR_NULL, EventLayout.WEIGHT));
            case MUNMAP -> shape("munmap", ADDRESS, LENGTH, EventField.none(RET));
            case MREMAP ->
                shape(
                        "mremap",
                        EventField.of(OLD_ADDR, Form.ADDRESS, EventLayout.ADDRESS2),
                        EventField.of(OLD_LEN, Form.INT64, EventLayout.LENGTH2),
                        ADDRESS,
                        LENGTH,
                        FLAG_BITS);
            case MPROTECT -> shape("mprotect", ADDRESS, LENGTH, PROTECTION);
            case BRK -> shape("brk", ADDRESS);
            case MADVISE -> shape("madvise", ADDRESS, LENGTH, EventField.of(ADVICE, Form.INT32, EventLayout.PROT));
            case SHMAT -> shape("shmat", ADDRESS, LENGTH);
            case SHMDT -> shape("shmdt", ADDRESS);
            case FAULT -> shape("fault", ADDRESS, WEIGHT_OF, STACK_ID);
            case EXEC_MAPPING -> shape("dlopen", PATH, EventField.none(HANDLE), IS_INFERRED, STACK_ID);
            case EXEC_UNMAPPING -> shape("dlclose", PATH, EventField.none(HANDLE), IS_INFERRED, STACK_ID);
            case DLOPEN -> shape("dlopen", PATH, LIBRARY, IS_TOLD, STACK_ID);
            case DLCLOSE -> shape("dlclose", PATH, LIBRARY, IS_TOLD, STACK_ID);
            case PLUGIN_OPEN -> shape("plugin_open", NAME, STACK_ID);
            case SET_FINALIZER -> shape("set_finalizer", NAME, STACK_ID);
            case ADD_CLEANUP -> shape("add_cleanup", NAME, STACK_ID);
            case MALLOC -> shape("malloc", ADDRESS, LENGTH_OR_NULL, WEIGHT_OF, STACK_ID);
            case FREE -> shape("free", ADDRESS, LENGTH_OR_NULL, WEIGHT_OF, STACK_ID);
            case THREAD_START -> shape("thread", EventField.text(OP, "start"));
            case THREAD_END -> shape("thread", EventField.text(OP, "end"));
            case EXEC -> shape("exec", EventField.of(EXE, Form.PATH, EventLayout.EXTRA));
            case EXIT -> shape("exit", EventField.none(CODE));
            case LOST, MREMAP_ENTER, MREMAP_FAILED, MUNMAP_ENDED -> null;
        };
    }

    private static EventShape shape(String type, EventField... fields) {
        return new EventShape(type, List.of(fields));
    }
}
