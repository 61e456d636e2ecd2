package dev.blindspot.view;

import dev.blindspot.model.CgoHandles;
import dev.blindspot.model.Cleanups;
import dev.blindspot.model.Finalizers;
import dev.blindspot.model.GarbageCollector;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Goroutines;
import dev.blindspot.model.HeapProfile;
import dev.blindspot.model.MemStats;
import dev.blindspot.model.Pins;
import org.jspecify.annotations.Nullable;

/** What Go's runtime knows of a process, as text: a few lines a part, the largest first. */
final class GoStateText {
    private static final int MOST_FUNCTIONS = 8;
    private static final int MOST_GROUPS = 8;
    private static final int MOST_BUCKETS = 5;

    private GoStateText() {}

    static void append(StringBuilder text, Ink ink, GoState go) {
        heap(text, ink, go);
        finalizers(text, ink, go.finalizers());
        cleanups(text, ink, go.cleanups());
        held(text, ink, go.pins(), go.cgoHandles());
        goroutines(text, ink, go.goroutines());
        profile(text, ink, go.heapProfile());
    }

    private static void heap(StringBuilder text, Ink ink, GoState go) {
        MemStats stats = go.memstats();
        GarbageCollector gc = go.gc();
        if (stats == null || gc == null) {
            return;
        }
        CommonText.title(text, ink, "Go heap");
        Lines.wrap(
                text,
                "  ",
                2,
                bytes(stats.counters().get("HeapAlloc")) + " in "
                        + count(stats.counters().get("HeapObjects"))
                        + " objects, spans " + bytes(stats.counters().get("HeapInuse")) + ", idle "
                        + bytes(less(stats, "HeapIdle")) + ", stacks "
                        + bytes(stats.counters().get("StackInuse")) + ", Sys "
                        + bytes(less(stats, "Sys")) + " without "
                        + bytes(stats.counters().get("HeapReleased")) + " given back"
                        + (stats.torn() ? " (torn: read while it changed)" : ""));
        Long limit = gc.memoryLimitBytes();
        Lines.wrap(
                text,
                "  ",
                2,
                Amounts.count(gc.cycles(), "GC cycle") + ", phase " + gc.phase() + ", next at "
                        + (gc.gogc() < 0 && limit == null ? "no size" : Amounts.bytes(gc.goalBytes())) + ", GOGC "
                        + (gc.gogc() < 0 ? "off" : gc.gogc()) + ", "
                        + (limit == null ? "no memory limit" : "memory limit " + Amounts.bytes(limit)));
    }

    private static String bytes(@Nullable Long bytes) {
        return bytes == null ? "?" : Amounts.bytes(bytes);
    }

    private static String count(@Nullable Long count) {
        return count == null ? "?" : Amounts.count(count);
    }

    /** A counter without what was given back to the system. */
    private static @Nullable Long less(MemStats stats, String counter) {
        Long bytes = stats.counters().get(counter);
        Long released = stats.counters().get("HeapReleased");
        return bytes == null || released == null ? null : Long.valueOf(bytes - released);
    }

    private static void finalizers(StringBuilder text, Ink ink, @Nullable Finalizers finalizers) {
        if (finalizers == null || finalizers.registered() + finalizers.queued() + finalizers.executing() == 0) {
            return;
        }
        CommonText.title(
                text,
                ink,
                "Finalizers: " + Amounts.count(finalizers.registered()) + " registered on "
                        + Amounts.bytes(finalizers.objectBytes()) + ", " + Amounts.count(finalizers.queued())
                        + " queued, " + finalizers.executing() + " executing");
        Table table = new Table("REGISTERED", "QUEUED", "IN CYCLE", "OBJECTS", "<FUNCTION", "<TYPES");
        finalizers.byFunction().stream()
                .limit(MOST_FUNCTIONS)
                .forEach(function -> table.add(
                        Amounts.count(function.registered()),
                        Amounts.count(function.queued()),
                        Amounts.count(function.inCycle()),
                        Amounts.bytes(function.objectBytes()),
                        place(function.function(), function.file(), function.line()),
                        String.join(" ", function.types())));
        table.appendTo(text, ink);
        more(text, finalizers.byFunction().size() - MOST_FUNCTIONS, "function");
    }

    private static void cleanups(StringBuilder text, Ink ink, @Nullable Cleanups cleanups) {
        if (cleanups == null || cleanups.registered() == 0) {
            return;
        }
        Long queued = cleanups.queued();
        CommonText.title(
                text,
                ink,
                "Cleanups: " + Amounts.count(cleanups.registered()) + " registered"
                        + (queued == null ? "" : ", " + Amounts.count(queued) + " queued"));
        Table table = new Table("REGISTERED", "<FUNCTION");
        cleanups.byFunction().stream()
                .limit(MOST_FUNCTIONS)
                .forEach(function -> table.add(
                        Amounts.count(function.registered()),
                        place(function.function(), function.file(), function.line())));
        table.appendTo(text, ink);
        more(text, cleanups.byFunction().size() - MOST_FUNCTIONS, "function");
    }

    private static void held(StringBuilder text, Ink ink, @Nullable Pins pins, @Nullable CgoHandles handles) {
        if (pins != null && pins.pinnedObjects() > 0) {
            Long pinners = pins.pinners();
            CommonText.title(
                    text,
                    ink,
                    "Pins: " + Amounts.count(pins.pinnedObjects(), "object")
                            + (pinners == null ? "" : " by " + Amounts.count(pinners, "pinner")));
        }
        if (handles != null && handles.created() > 0) {
            CommonText.title(
                    text,
                    ink,
                    "cgo handles: " + Amounts.count(handles.live()) + " live of " + Amounts.count(handles.created())
                            + " ever made");
            Table table = new Table("LIVE", "<TYPE");
            handles.byType().stream()
                    .limit(MOST_FUNCTIONS)
                    .forEach(type -> table.add(Amounts.count(type.count()), type.type()));
            table.appendTo(text, ink);
        }
    }

    private static void goroutines(StringBuilder text, Ink ink, @Nullable Goroutines goroutines) {
        if (goroutines == null) {
            return;
        }
        CommonText.title(
                text,
                ink,
                "Goroutines: " + Amounts.count(goroutines.total()) + " (" + Amounts.count(goroutines.system())
                        + " of the runtime's), stacks " + Amounts.bytes(goroutines.stackBytes()));
        Table table = new Table("COUNT", "<STATE", "WAITING", "<WHERE", "<CREATED BY");
        goroutines.groups().stream().limit(MOST_GROUPS).forEach(group -> {
            Long waiting = group.waitingAtLeastNanos();
            String reason = group.waitReason();
            table.add(
                    Amounts.count(group.count()),
                    reason == null ? group.state() : reason,
                    waiting == null ? "" : "≥ " + Amounts.nanos(waiting),
                    StackText.site(group.stack()),
                    group.createdBy() == null ? "" : StackText.frame(group.createdBy()));
        });
        table.appendTo(text, ink);
        more(text, goroutines.groups().size() - MOST_GROUPS, "group");
    }

    private static void profile(StringBuilder text, Ink ink, @Nullable HeapProfile profile) {
        if (profile == null || !profile.available()) {
            return;
        }
        CommonText.title(
                text,
                ink,
                "Heap profile (sampled every " + Amounts.bytes(profile.rate()) + ", as of the last GC): "
                        + Amounts.bytes(profile.inuseBytes()) + " in samples");
        Table table = new Table("IN USE", "OBJECTS", "<WHERE");
        profile.buckets().stream()
                .limit(MOST_BUCKETS)
                .forEach(bucket -> table.add(
                        Amounts.bytes(bucket.inuseBytes()),
                        Amounts.count(bucket.inuseObjects()),
                        StackText.site(bucket.stack())));
        table.appendTo(text, ink);
    }

    private static String place(String function, @Nullable String file, @Nullable Integer line) {
        return file == null || line == null ? function : function + " " + StackText.last(file) + ":" + line;
    }

    private static void more(StringBuilder text, int count, String what) {
        if (count > 0) {
            text.append("  and ").append(Amounts.count(count, "more " + what)).append(": see --json\n");
        }
    }
}
