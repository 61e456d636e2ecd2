package dev.blindspot.sample;

import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventLayout;
import dev.blindspot.linux.perf.EventRole;
import dev.blindspot.linux.perf.LongToInt;
import dev.blindspot.linux.perf.PerfRecord;
import dev.blindspot.linux.perf.Registers;
import dev.blindspot.linux.perf.Sample;

/**
 * Turns samples of probes into events.
 *
 * <p>Which file a dlopen loaded is told by what the kernel knows: the first code mapped within the call; where none was,
 * the library was there already, and its handle says which: by an earlier dlopen, else by the load address that glibc and
 * musl keep at the handle. Only of a dlopen that failed before it mapped anything there is nothing but the name it was
 * given, read from the target's memory as soon as the record is seen, by when a target that is quick to reuse it may have
 * put another there.
 *
 * <p>Threads: the drain. Allocation: only when tables grow, and at the first sight of a name.
 */
final class ProbeTranslator {
    private static final Registers REGISTERS = Registers.HERE;

    /** A library's code lies no farther above its load address. */
    private static final long LIBRARY_BYTES = 1L << 30;

    private final EventOutput output;
    private final StackCollector stacks;
    private final CodeRanges code;
    private final TargetWords memory;
    private final LibraryCalls calls = new LibraryCalls();
    private final LongToInt fileOfHandle = new LongToInt();
    private long incomplete;

    ProbeTranslator(EventOutput output, StackCollector stacks, CodeRanges code, TargetWords memory) {
        this.output = output;
        this.stacks = stacks;
        this.code = code;
        this.memory = memory;
    }

    /** One sample of a role that {@link EventRole#isProbe}. */
    void translate(EventRole role, PerfRecord record, Sample sample) {
        switch (role) {
            case DLOPEN_ENTER -> {
                int name = memory.path(sample.register(REGISTERS.argument(0)));
                calls.enter(record.tid(), true, record.time(), 0, stacks.intern(sample), name);
            }
            case DLCLOSE_ENTER -> {
                long handle = sample.register(REGISTERS.argument(0));
                calls.enter(record.tid(), false, record.time(), handle, stacks.intern(sample), fileOf(handle));
            }
            case DLOPEN_EXIT -> opened(record, sample.register(REGISTERS.returned()));
            case DLCLOSE_EXIT -> closed(record, (int) sample.register(REGISTERS.returned()));
            case PLUGIN_OPEN -> go(EventKind.PLUGIN_OPEN, record, sample, sample.chainAt(0));
            case SET_FINALIZER -> {
                boolean set = sample.register(REGISTERS.goArgument(2)) != 0;
                long closure = sample.register(REGISTERS.goArgument(3));
                go(EventKind.SET_FINALIZER, record, sample, set ? memory.word(closure) : 0);
            }
            case ADD_CLEANUP ->
                // The dictionary of its type arguments comes first.
                go(EventKind.ADD_CLEANUP, record, sample, memory.word(sample.register(REGISTERS.goArgument(2))));
            default -> throw new IllegalArgumentException(role + " is no such probe");
        }
    }

    /** Code was mapped; whether a dlopen of the thread tells of it. */
    boolean mapped(int tid, int pathId) {
        int call = calls.current(tid);
        if (call == LibraryCalls.NONE || !calls.isOpen(call)) {
            return false;
        }
        calls.setMapped(call, pathId);
        return true;
    }

    /** Code was unmapped; whether a call of the thread tells of it. */
    boolean unmapped(int tid) {
        int call = calls.current(tid);
        if (call == LibraryCalls.NONE) {
            return false;
        }
        calls.setUnmapped(call);
        return true;
    }

    void ended(int tid) {
        calls.ended(tid);
    }

    /** Calls of which too little was left to tell what they did; each is a loss. */
    long takeIncomplete() {
        long count = incomplete;
        incomplete = 0;
        return count;
    }

    private void opened(PerfRecord record, long handle) {
        int call = calls.current(record.tid(), true);
        int mapped = call == LibraryCalls.NONE ? 0 : calls.mapped(call);
        int file = mapped != 0 ? mapped : handle != 0 ? fileOf(handle) : 0;
        if (file == 0 && call != LibraryCalls.NONE) {
            file = calls.name(call);
        }
        if (handle != 0 && file != 0) {
            fileOfHandle.put(handle, file);
        }
        output.begin(EventKind.DLOPEN, record.time(), record.tid())
                .address(handle)
                .path(file)
                .flags(mapped != 0 ? EventLayout.TOLD : 0);
        if (call != LibraryCalls.NONE) {
            output.callOfBegun(calls.stack(call), record.time() - calls.enteredNanos(call));
            calls.forget(call);
        }
        output.send();
    }

    private void closed(PerfRecord record, int returned) {
        int call = calls.current(record.tid(), false);
        if (call == LibraryCalls.NONE) {
            incomplete++;
            return;
        }
        output.begin(EventKind.DLCLOSE, record.time(), record.tid())
                .address(calls.handle(call))
                .path(calls.name(call))
                .prot(returned)
                .flags(calls.unmapped(call) ? EventLayout.TOLD : 0);
        output.callOfBegun(calls.stack(call), record.time() - calls.enteredNanos(call));
        calls.forget(call);
        output.send();
    }

    private int fileOf(long handle) {
        int known = handle == 0 ? 0 : fileOfHandle.get(handle);
        if (known != 0 || handle == 0) {
            return known;
        }
        long loadAddress = memory.word(handle);
        return loadAddress == TargetWords.UNREADABLE ? 0 : code.pathAbove(loadAddress, LIBRARY_BYTES);
    }

    private void go(EventKind kind, PerfRecord record, Sample sample, long function) {
        boolean known = function != 0 && function != TargetWords.UNREADABLE;
        int stack = stacks.intern(sample);
        output.begin(kind, record.time(), record.tid())
                .address(known ? function : 0)
                .function(known ? stacks.internFunction(function) : 0)
                .stack(stack)
                .weight(1);
        output.send();
    }
}
