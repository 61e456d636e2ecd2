package dev.blindspot.golang.heap;

import dev.blindspot.golang.layout.StructLayout;
import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.TargetMemory;
import dev.blindspot.golang.locate.TypeDescriptors;
import dev.blindspot.golang.locate.UnreadableMemory;
import dev.blindspot.model.Cleanups;
import dev.blindspot.model.Finalizers;
import dev.blindspot.model.Frame;
import dev.blindspot.model.Note;
import dev.blindspot.model.SpecialKind;
import java.util.ArrayList;
import java.util.Comparator;
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
    private int skipped;
    private Alike last = new Alike(0, 0, new Sum(), 0, false);

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
        private long inCycle;
        private final TreeSet<String> types = new TreeSet<>();
    }

    /** What finalizers of one function value on objects of one type have in common: mostly the next one is like the last. */
    private record Alike(long function, long type, Sum sum, long element, boolean mayCycle) {}

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

    private void addFinalizer(int span, long special, long offset) throws UnreadableMemory {
        long function = memory.u64(special + functionAt);
        long type = memory.u64(special + typeAt);
        if (function != last.function || type != last.type) {
            last = alike(function, type);
        }
        long slotBytes = spans.elementBytes(span);
        last.sum.registered++;
        last.sum.objectBytes += slotBytes;
        if (last.mayCycle) {
            long object = spans.start(span) + offset;
            last.sum.inCycle += cycles.isInCycle(object, slotBytes, last.element) ? 1 : 0;
        }
    }

    private Alike alike(long function, long type) throws UnreadableMemory {
        Sum sum = sum(memory.u64(function));
        if (sum.types.size() < MAX_TYPES_OF_FUNCTION) {
            sum.types.add(types.name(type));
        }
        boolean pointer = types.isKnown(type) && types.kind(type) == TypeDescriptors.POINTER;
        long element = pointer ? types.element(type) : 0;
        return new Alike(function, type, sum, element, pointer && cycles.mayReturn(element));
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
            Frame at = at(entry.getKey());
            objectBytes += sum.objectBytes;
            functions.add(new Finalizers.ByFunction(
                    name(at),
                    at.file(),
                    at.line(),
                    sum.registered,
                    sum.queued,
                    sum.objectBytes,
                    List.copyOf(sum.types),
                    sum.inCycle));
        }
        functions.sort(
                Comparator.comparingLong((Finalizers.ByFunction function) -> function.registered() + function.queued())
                        .reversed());
        return new Finalizers(
                kinds.counted(kinds.finalizer()),
                objectBytes,
                queue.finalizers(),
                queue.executingFinalizer() != 0 ? 1 : 0,
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
        cleanups.forEach((code, count) -> {
            Frame at = at(code);
            functions.add(new Cleanups.ByFunction(name(at), at.file(), at.line(), count));
        });
        functions.sort(Comparator.comparingLong(Cleanups.ByFunction::registered).reversed());
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
            count += name(at(entry.getKey())).startsWith(PINNER_FINALIZER) ? entry.getValue().registered : 0;
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
        if (cycles.isExhausted()) {
            notes.add(new Note("cycles-incomplete", "not all objects with finalizers were examined for cycles"));
        }
        return notes;
    }

    private Frame at(long code) {
        return process.functions().frames(code, false).getLast();
    }

    private static String name(Frame frame) {
        String function = frame.function();
        return function == null ? "unknown" : function;
    }
}
