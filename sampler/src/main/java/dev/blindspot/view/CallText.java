package dev.blindspot.view;

import dev.blindspot.aggregate.CallRow;
import dev.blindspot.model.CallKind;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Traced calls: what libraries were opened and closed from where, and who registered what with Go's runtime. */
final class CallText {
    private static final int MOST_ROWS = 20;

    private CallText() {}

    private record Key(CallKind kind, String subject, String site) {}

    private record Sum(long count, long failed, long open, long unmappedNothing) {
        static Sum of(CallRow row) {
            return new Sum(row.count(), row.failed(), row.open(), row.unmappedNothing());
        }

        Sum plus(Sum other) {
            return new Sum(
                    count + other.count,
                    failed + other.failed,
                    open + other.open,
                    unmappedNothing + other.unmappedNothing);
        }
    }

    static void append(StringBuilder text, Ink ink, List<CallRow> rows) {
        Map<Key, Sum> loader = new LinkedHashMap<>();
        Map<Key, Sum> go = new LinkedHashMap<>();
        for (CallRow row : rows) {
            boolean isLoader = row.kind() == CallKind.DLOPEN || row.kind() == CallKind.DLCLOSE;
            String subject = isLoader ? file(row) : function(row);
            (isLoader ? loader : go)
                    .merge(new Key(row.kind(), subject, StackText.site(row.stack())), Sum.of(row), Sum::plus);
        }
        libraries(text, ink, loader);
        registrations(text, ink, go);
    }

    private static void libraries(StringBuilder text, Ink ink, Map<Key, Sum> calls) {
        if (calls.isEmpty()) {
            return;
        }
        CommonText.title(text, ink, "Libraries opened and closed");
        Table table = new Table("OPEN", "CALLS", "FAILED", "UNMAPPED NOTHING", "<CALL", "<FILE", "<CALL SITE");
        calls.entrySet().stream()
                .sorted(Comparator.comparingLong(
                                (Map.Entry<Key, Sum> entry) -> entry.getValue().open())
                        .thenComparingLong(entry -> entry.getValue().count())
                        .reversed())
                .limit(MOST_ROWS)
                .forEach(entry -> {
                    boolean opens = entry.getKey().kind() == CallKind.DLOPEN;
                    Sum sum = entry.getValue();
                    table.add(
                            opens ? Amounts.count(sum.open()) : "",
                            Amounts.count(sum.count()),
                            Amounts.count(sum.failed()),
                            opens ? "" : Amounts.count(sum.unmappedNothing()),
                            entry.getKey().kind().label(),
                            entry.getKey().subject(),
                            entry.getKey().site());
                });
        table.appendTo(text, ink);
        more(text, calls.size());
    }

    private static void registrations(StringBuilder text, Ink ink, Map<Key, Sum> calls) {
        if (calls.isEmpty()) {
            return;
        }
        CommonText.title(text, ink, "Finalizers, cleanups and plugins: who asked for them");
        Table table = new Table("CALLS", "<CALL", "<FUNCTION", "<CALL SITE");
        calls.entrySet().stream()
                .sorted(Map.Entry.<Key, Sum>comparingByValue(Comparator.comparingLong(Sum::count))
                        .reversed())
                .limit(MOST_ROWS)
                .forEach(entry -> table.add(
                        Amounts.count(entry.getValue().count()),
                        entry.getKey().kind().label(),
                        entry.getKey().subject(),
                        entry.getKey().site()));
        table.appendTo(text, ink);
        more(text, calls.size());
    }

    private static String file(CallRow row) {
        String file = row.file();
        return file == null ? "(unknown)" : StackText.last(file);
    }

    private static String function(CallRow row) {
        String function = row.function();
        return function == null ? "(none)" : function;
    }

    private static void more(StringBuilder text, int rows) {
        if (rows > MOST_ROWS) {
            text.append("  and ").append(rows - MOST_ROWS).append(" more: see --json\n");
        }
    }
}
