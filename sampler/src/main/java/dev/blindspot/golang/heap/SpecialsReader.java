package dev.blindspot.golang.heap;

import dev.blindspot.golang.layout.StructLayout;
import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.TargetMemory;
import dev.blindspot.golang.locate.TypeDescriptors;
import dev.blindspot.golang.locate.UnreadableMemory;
import dev.blindspot.model.Cleanups;
import dev.blindspot.model.Finalizers;
import dev.blindspot.model.Frame;
import dev.blindspot.model.LargestFirst;
import dev.blindspot.model.Note;
import dev.blindspot.model.SpecialKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads what hangs on heap objects, in one walk: finalizers and cleanups by function, with what waits in their queues, and
 * how many records of each kind there are.
 *
 * <p>Threads: one. Source: runtime/mheap.go, runtime/mfinal.go, runtime/mcleanup.go (Go 1.19 to 1.27).
 */
public final class SpecialsReader {
    private static final int MAX_FUNCTIONS = 65_536;
    private static final int MAX_TYPES_OF_FUNCTION = 16;
    private static final String PINNER_FINALIZER = "runtime.(*Pinner).Pin.func";

    private final GoProcess process;
    private final TargetMemory memory;
    private final Spans spans;
    private final TypeDescriptors types;
    private final SpecialKinds kinds;
    private final CycleFinder cycles;
    private final Map<Long, Sum> finalizers = new HashMap<>();
    private final Map<Long, Long> cleanups = new HashMap<>();
    private final FinalizerQueue queue;
    private final int functionAt;
    private final int typeAt;
    private long lastFunction = -1;
    private Sum lastSum = new Sum();
    private int skipped;
    private @Nullable String unreachableWhy;

    public SpecialsReader(GoProcess process, Spans spans) throws UnreadableMemory {
        this.process = process;
        this.memory = process.memory();
        this.spans = spans;
        this.types = process.types();
        this.kinds = new SpecialKinds(process);
        this.cycles = new CycleFinder(process, types);
        this.queue = new FinalizerQueue(process);
        StructLayout finalizer = process.layout().struct("runtime.specialfinalizer");
        functionAt = finalizer.offset("fn");
        typeAt = finalizer.offset("ot");
    }

    private static final class Sum {
        private long registered;
        private long objectBytes;
        private long queued;
        private final LongList inCycle = new LongList();
        private @Nullable Long inCycleReached;
        private final TreeSet<String> types = new TreeSet<>();

        /** Of the last object: a function's objects are nearly all of one type. */
        private long lastType = -1;

        /** What the last object's type points to; 0 if it is no pointer. */
        private long lastElement;
    }

    /** Walks; what it found is asked for afterwards. */
    public void read() throws UnreadableMemory {
        int finalizer = kinds.finalizer();
        int cleanup = kinds.cleanup();
        CleanupFunction cleanupFunction = cleanup < 0 ? null : new CleanupFunction(process);
        skipped = new SpecialsWalk(process, spans).walk((span, special, kind, offset) -> {
            if (kind == finalizer) {
                addFinalizer(span, special, offset);
            } else if (kind == cleanup && cleanupFunction != null && cleanups.size() < MAX_FUNCTIONS) {
                cleanups.merge(cleanupFunction.code(special), 1L, Long::sum);
            }
            kinds.count(kind);
        });
        queue.read();
        for (Map.Entry<Long, Long> queued : queue.byFuncval().entrySet()) {
            sum(memory.u64(queued.getKey())).queued += queued.getValue();
        }
    }

    /**
     * Examines besides, after {@link #read}, which of the objects in cycles the program can still reach; that stays unknown
     * where it takes too long.
     */
    public void examineReach() {
        if (finalizers.values().stream().allMatch(sum -> sum.inCycle.size() == 0)) {
            return;
        }
        try {
            Reachability reachability = Reachability.read(process, spans);
            for (Sum sum : finalizers.values()) {
                sum.inCycleReached = sum.inCycle.count(reachability::isReached);
            }
        } catch (UnreadableMemory e) {
            unreachableWhy = e.getMessage();
        }
    }

    private void addFinalizer(int span, long special, long offset) throws UnreadableMemory {
        Sum sum = sumOf(memory.u64(special + functionAt));
        long type = memory.u64(special + typeAt);
        long slotBytes = spans.elementBytes(span);
        sum.registered++;
        sum.objectBytes += slotBytes;
        if (type != sum.lastType) {
            meet(sum, type);
        }
        if (sum.lastElement != 0) {
            long object = spans.start(span) + offset;
            if (cycles.isInCycle(object, slotBytes, sum.lastElement)) {
                sum.inCycle.add(object);
            }
        }
    }

    private void meet(Sum sum, long type) throws UnreadableMemory {
        if (sum.types.size() < MAX_TYPES_OF_FUNCTION) {
            sum.types.add(types.name(type));
        }
        boolean isPointer = types.isKnown(type) && types.kind(type) == TypeDescriptors.POINTER;
        sum.lastElement = isPointer ? types.element(type) : 0;
        sum.lastType = type;
    }

    /** By a function value, whose first word is the function: one after the other they are mostly the same. */
    private Sum sumOf(long functionValue) throws UnreadableMemory {
        if (functionValue != lastFunction) {
            lastSum = sum(memory.u64(functionValue));
            lastFunction = functionValue;
        }
        return lastSum;
    }

    private Sum sum(long code) throws UnreadableMemory {
        if (finalizers.size() > MAX_FUNCTIONS) {
            throw new UnreadableMemory("finalizers of more than " + MAX_FUNCTIONS + " functions");
        }
        return finalizers.computeIfAbsent(code, first -> new Sum());
    }

    /** Finalizers; their goroutine is to be added. */
    public Finalizers finalizers() {
        List<Finalizers.ByFunction> functions = new ArrayList<>();
        long objectBytes = 0;
        for (Map.Entry<Long, Sum> entry : finalizers.entrySet()) {
            Sum sum = entry.getValue();
            objectBytes += sum.objectBytes;
            functions.add(new Finalizers.ByFunction(
                    at(entry.getKey()),
                    sum.registered,
                    sum.queued,
                    sum.objectBytes,
                    List.copyOf(sum.types),
                    sum.inCycle.size(),
                    sum.inCycleReached));
        }
        functions.sort(LargestFirst.by((Finalizers.ByFunction function) -> function.registered() + function.queued()));
        return new Finalizers(
                kinds.counted(kinds.finalizer()),
                objectBytes,
                queue.finalizers(),
                queue.executingFinalizer() != 0 ? 1 : 0,
                queue.executingObject(),
                null,
                null,
                functions);
    }

    /** Cleanups; null before Go 1.24, which had none. */
    public @Nullable Cleanups cleanups() throws UnreadableMemory {
        if (kinds.cleanup() < 0) {
            return null;
        }
        List<Cleanups.ByFunction> functions = new ArrayList<>();
        cleanups.forEach((code, count) -> functions.add(new Cleanups.ByFunction(at(code), count)));
        functions.sort(LargestFirst.by(Cleanups.ByFunction::registered));
        CleanupQueue.Counts own = process.minor() >= CleanupQueue.FIRST
                ? new CleanupQueue(process).read()
                : new CleanupQueue.Counts(queue.cleanups(), queue.executesCleanup() ? 1 : 0);
        return new Cleanups(kinds.counted(kinds.cleanup()), own.queued(), own.executing(), functions);
    }

    /** Records by kind. */
    public List<SpecialKind> kinds() throws UnreadableMemory {
        return kinds.kinds();
    }

    /** Pinners that are alive: each has a finalizer of the runtime's. */
    public long pinners() {
        long count = 0;
        for (Map.Entry<Long, Sum> entry : finalizers.entrySet()) {
            String name = at(entry.getKey()).function();
            count += name != null && name.startsWith(PINNER_FINALIZER) ? entry.getValue().registered : 0;
        }
        return count;
    }

    /** What a reader of all this must know. */
    public List<Note> notes() {
        List<Note> notes = new ArrayList<>();
        if (skipped > 0) {
            notes.add(new Note(
                    "specials-incomplete",
                    "what hangs on the objects of " + skipped + " spans changed while it was read and is not counted"));
        }
        if (unreachableWhy != null) {
            notes.add(new Note(
                    "reachability-unread",
                    "whether the program still reaches the cycles of objects with finalizers is unknown: "
                            + unreachableWhy));
        }
        if (cycles.isExhausted()) {
            notes.add(new Note("cycles-incomplete", "not all objects with finalizers were examined for cycles"));
        }
        return notes;
    }

    private Frame at(long code) {
        return process.functions().frames(code, false).getLast();
    }
}
