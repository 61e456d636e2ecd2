package dev.blindspot.sample;

import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventLayout;
import dev.blindspot.event.PathTable;
import dev.blindspot.linux.perf.AttachedEvent;
import dev.blindspot.linux.perf.CommRecord;
import dev.blindspot.linux.perf.EventRole;
import dev.blindspot.linux.perf.LostRecord;
import dev.blindspot.linux.perf.MappingRecord;
import dev.blindspot.linux.perf.PerfRecord;
import dev.blindspot.linux.perf.Registers;
import dev.blindspot.linux.perf.RingKind;
import dev.blindspot.linux.perf.RingSet;
import dev.blindspot.linux.perf.Sample;
import dev.blindspot.linux.perf.TaskRecord;
import dev.blindspot.linux.proc.ExecutableLink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/**
 * Takes each kernel record in order of time: drops strangers', joins what belongs together, and sends events on.
 *
 * <p>Threads: the drain. Allocation: none for samples; records of tasks and of new code may allocate.
 */
final class RecordHandler implements TimeMerge.Handler, RingCursor.Others {
    private static final Registers REGISTERS = Registers.HERE;

    /** What became of the target; the drain acts on it between rounds. */
    interface TaskListener {
        void renamed(String name, long timeNanos);

        void executed(long timeNanos);

        void ended(int tid);
    }

    private static final int NAME_BYTES = 4096;

    private final int pid;
    private final Attachment attachment;
    private final RingSet rings;
    private final EventOutput output;
    private final StackCollector stacks;
    private final SyscallTranslator syscalls;
    private final ProbeTranslator probes;
    private final MallocTranslator mallocs;
    private final DoubledHits doubledHits = new DoubledHits();
    private final FaultWeights faultWeights;
    private final CodeRanges code;
    private final CodeEpochs epochs;
    private final PathTable paths;
    private final TaskListener tasks;
    private final Sample sample = new Sample();
    private final int[] mappingsSinceStack;
    private final boolean stacksApart;
    private final Set<RingKind> overflowed = EnumSet.noneOf(RingKind.class);
    private final MemorySegment name;
    private long fromNanos = Long.MAX_VALUE;
    private boolean over;
    private long faultSamples;
    private long targetFaultSamples;
    private long mappings;
    private long malformed;

    RecordHandler(
            Arena arena,
            int pid,
            Attachment attachment,
            EventOutput output,
            StackCollector stacks,
            SyscallTranslator syscalls,
            ProbeTranslator probes,
            MallocTranslator mallocs,
            FaultWeights faultWeights,
            CodeRanges code,
            CodeEpochs epochs,
            PathTable paths,
            TaskListener tasks,
            int cpus) {
        this.pid = pid;
        this.attachment = attachment;
        this.rings = attachment.rings();
        this.output = output;
        this.stacks = stacks;
        this.syscalls = syscalls;
        this.probes = probes;
        this.mallocs = mallocs;
        this.faultWeights = faultWeights;
        this.code = code;
        this.epochs = epochs;
        this.paths = paths;
        this.tasks = tasks;
        this.mappingsSinceStack = new int[cpus];
        this.stacksApart = rings.specs().stream().anyMatch(spec -> spec.role() == EventRole.MMAP_STACK);
        this.name = arena.allocate(NAME_BYTES, Long.BYTES);
    }

    /** What happened before this time is not recorded. */
    void startAt(long nanos) {
        fromNanos = nanos;
    }

    @Override
    public void handle(RingCursor cursor) {
        if (over) {
            cursor.advance();
            return;
        }
        PerfRecord record = cursor.record();
        AttachedEvent event = rings.event(record.id());
        if (event != null && record.isSample()) {
            sampled(cursor, record, event);
            return;
        }
        // A name taken before the window is the thread's in the window too.
        if (event != null && (record.time() >= fromNanos || CommRecord.is(record))) {
            told(record, event);
        }
        cursor.advance();
    }

    private void sampled(RingCursor cursor, PerfRecord record, AttachedEvent event) {
        // Each sample of a CPU counts for the weight of the next, whoever's it is.
        int weight = event.role() == EventRole.FAULT ? faultSample(cursor.cpu(), record.time()) : 1;
        if (record.pid() != pid || record.time() < fromNanos || !attachment.accepts(event, record.tid())) {
            cursor.advance();
            return;
        }
        if (!sample.on(record, event.layout()) || (needsRegisters(event.role()) && !sample.hasRegisters())) {
            malformed++;
            cursor.advance();
            return;
        }
        switch (event.role()) {
            case MMAP_EXIT -> mapping(cursor, record);
            case MMAP_STACK -> mappingAfterStack(cursor, record);
            case FAULT -> {
                fault(record, weight);
                cursor.advance();
            }
            default -> {
                if (event.role().isProbe()) {
                    hit(cursor.cpu(), record, event.role());
                } else {
                    syscalls.translate(event, record, sample);
                }
                cursor.advance();
            }
        }
    }

    private void hit(int cpu, PerfRecord record, EventRole role) {
        if (doubledHits.isSecond(role, cpu, record.tid(), record.time(), sample.userHash())) {
            return;
        }
        if (MallocTranslator.isOf(role)) {
            mallocs.translate(role, record, sample);
        } else {
            probes.translate(role, record, sample);
        }
    }

    private static boolean needsRegisters(EventRole role) {
        return role != EventRole.FAULT && role != EventRole.MMAP_ENTER;
    }

    /** A mapping; where stacks are an event of their own, this call's stands next to it in the ring, if it was taken. */
    private void mapping(RingCursor cursor, PerfRecord record) {
        boolean mapped = syscalls.beginMmap(record, sample);
        if (!mapped) {
            cursor.advance();
            return;
        }
        mappings++;
        if (!stacksApart) {
            output.stackOfBegun(stacks.intern(sample), 1);
            cursor.advance();
            output.send();
            return;
        }
        int tid = record.tid();
        long address = sample.register(REGISTERS.returned());
        cursor.advance();
        int waiting = ++mappingsSinceStack[cursor.cpu()];
        if (isOther(cursor, EventRole.MMAP_STACK, tid, address)) {
            output.stackOfBegun(stacks.intern(sample), waiting);
            mappingsSinceStack[cursor.cpu()] = 0;
            cursor.advance();
        }
        output.send();
    }

    /** The same with the stack's record first. A stack whose mapping was lost tells nothing. */
    private void mappingAfterStack(RingCursor cursor, PerfRecord record) {
        int stack = stacks.intern(sample);
        int tid = record.tid();
        long address = sample.register(REGISTERS.returned());
        cursor.advance();
        if (!isOther(cursor, EventRole.MMAP_EXIT, tid, address)) {
            return;
        }
        if (syscalls.beginMmap(cursor.record(), sample)) {
            mappings++;
            output.stackOfBegun(stack, ++mappingsSinceStack[cursor.cpu()]);
            mappingsSinceStack[cursor.cpu()] = 0;
            output.send();
        }
        cursor.advance();
    }

    /** Whether the cursor is on the other half of one call; then {@link #sample} is on it. */
    private boolean isOther(RingCursor cursor, EventRole role, int tid, long address) {
        if (!cursor.hasRecord() || !cursor.record().isSample()) {
            return false;
        }
        PerfRecord record = cursor.record();
        AttachedEvent event = rings.event(record.id());
        return event != null
                && event.role() == role
                && record.pid() == pid
                && record.tid() == tid
                && attachment.accepts(event, tid)
                && sample.on(record, event.layout())
                && sample.hasRegisters()
                && sample.register(REGISTERS.returned()) == address;
    }

    private int faultSample(int cpu, long nanos) {
        faultSamples++;
        return faultWeights.weigh(cpu, nanos);
    }

    /** Another process's fault. */
    @Override
    public void passed(int cpu, long timeNanos) {
        faultSample(cpu, timeNanos);
    }

    private void fault(PerfRecord record, int weight) {
        targetFaultSamples++;
        int stack = stacks.intern(sample);
        output.begin(EventKind.FAULT, record.time(), record.tid())
                .address(sample.address())
                .stack(stack)
                .weight(weight);
        output.send();
    }

    /** The event for new code is told of threads too; one of the two is listened to for each. */
    private void told(PerfRecord record, AttachedEvent event) {
        if (LostRecord.isLost(record)) {
            overflowed.add(event.spec().ring());
        } else if (event.role() != EventRole.TASKS) {
            if (MappingRecord.is(record) && MappingRecord.pid(record) == pid) {
                codeMapped(record);
            }
        } else if (CommRecord.is(record)) {
            renamed(record);
        } else if (TaskRecord.isFork(record)) {
            if (TaskRecord.pid(record) == pid && TaskRecord.tid(record) != pid) {
                output.begin(EventKind.THREAD_START, record.time(), TaskRecord.tid(record));
                output.send();
            }
        } else if (TaskRecord.isExit(record)) {
            if (TaskRecord.pid(record) == pid) {
                ended(record.time(), TaskRecord.tid(record));
            }
        }
    }

    /** Go's first thread ends with the process and not before. */
    private void ended(long nanos, int tid) {
        output.begin(EventKind.THREAD_END, nanos, tid);
        output.send();
        if (tid == pid) {
            output.begin(EventKind.EXIT, nanos, tid);
            output.send();
        }
        tasks.ended(tid);
        probes.ended(tid);
        doubledHits.ended(tid);
    }

    private void renamed(PerfRecord record) {
        if (CommRecord.pid(record) != pid) {
            return;
        }
        if (CommRecord.isExec(record)) {
            executed(record);
        } else {
            tasks.renamed(CommRecord.name(record), record.time());
        }
    }

    /** What the program that comes now does is not the target's. */
    private void executed(PerfRecord record) {
        over = true;
        tasks.executed(record.time());
        if (record.time() >= fromNanos) {
            byte[] exe = executable(record);
            MemorySegment.copy(exe, 0, name, ValueLayout.JAVA_BYTE, 0, Math.min(exe.length, NAME_BYTES));
            output.begin(EventKind.EXEC, record.time(), record.tid())
                    .path(paths.intern(name, 0, Math.min(exe.length, NAME_BYTES)));
            output.send();
        }
    }

    /** Where it is gone already its name must do. */
    private byte[] executable(PerfRecord record) {
        byte[] exe = new ExecutableLink(pid).read();
        return exe.length > 0 ? exe : CommRecord.name(record).getBytes(StandardCharsets.UTF_8);
    }

    /** Records of code were lost: what comes to an address unnoticed must not be taken for what was there. */
    void codeLost() {
        stacks.epoch(epochs.lost());
    }

    private void codeMapped(PerfRecord record) {
        long start = MappingRecord.address(record);
        int length = Math.min(MappingRecord.fileNameLength(record), NAME_BYTES);
        MappingRecord.copyFileName(record, name, length);
        // The kernel's own pages, as those that uprobes need, and memory of no file are nobody's library.
        boolean isFile =
                length > 1 && name.get(ValueLayout.JAVA_BYTE, 0) == '/' && name.get(ValueLayout.JAVA_BYTE, 1) != '/';
        int path = isFile ? paths.intern(name, 0, length) : 0;
        long end = start + MappingRecord.length(record);
        code.add(start, end, path);
        stacks.epoch(epochs.mapped(new CodeEpochs.Code(
                start,
                end,
                MappingRecord.fileOffset(record),
                MappingRecord.inode(record),
                path == 0 ? "" : paths.name(path))));
        if (!isFile) {
            return;
        }
        boolean told = probes.mapped(record.tid(), path);
        output.begin(EventKind.EXEC_MAPPING, record.time(), record.tid())
                .address(start)
                .length(MappingRecord.length(record))
                .path(path)
                .flags(told ? EventLayout.TOLD : 0);
        output.sendCode(told);
    }

    /** Rings that had no room for a record, as the kernel told since this was last cleared. */
    Set<RingKind> overflowed() {
        return overflowed;
    }

    /** Mappings of the target seen so far. */
    long mappings() {
        return mappings;
    }

    /** Fault samples seen so far, of any process: what sampling costs this machine. */
    long faultSamples() {
        return faultSamples;
    }

    /** Those of them that are the target's. */
    long targetFaultSamples() {
        return targetFaultSamples;
    }

    /** The process whose records count. */
    int pid() {
        return pid;
    }

    /** Samples whose content did not fit their size, or that had no registers: each is a loss. */
    long takeMalformed() {
        long count = malformed;
        malformed = 0;
        return count;
    }
}
