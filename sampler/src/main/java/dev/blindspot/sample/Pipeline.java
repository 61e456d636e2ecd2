package dev.blindspot.sample;

import dev.blindspot.event.EventSink;
import dev.blindspot.event.PathTable;
import dev.blindspot.event.StackTable;
import dev.blindspot.linux.AnonymousMemory;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.memory.MemoryReader;
import dev.blindspot.symbol.CodeMapping;
import dev.blindspot.symbol.Symbolizer;
import java.lang.foreign.Arena;
import java.util.List;

/** All that lies between the kernel's rings and the readers of events, put together: for a target, or a rehearsal. */
final class Pipeline {
    private static final int MEAN_FRAMES = 24;
    private static final int FIRST_FAULT_PERIOD = 1;

    private final StackTable table;
    private final StackCollector stacks;
    private final CodeRanges code = new CodeRanges();
    private final CodeEpochs epochs;
    private final MallocTranslator mallocs;
    private final TaskState tasks;
    private final RecordHandler handler;
    private final EventOutput output;
    private final Drain drain;

    /**
     * Puts it together; nothing runs yet.
     *
     * @param arena holds its memory, and is open until the drain has ended
     * @param pid whose records count
     * @param maxStacks distinct stacks kept
     */
    Pipeline(
            Arena arena,
            int pid,
            Attachment attachment,
            SampleConfig config,
            Symbolizer symbolizer,
            SharedMemorySizes sharedMemory,
            MemoryReader memory,
            PathTable paths,
            int maxStacks,
            List<? extends EventSink> channels) {
        table = new StackTable(AnonymousMemory.map(arena, StackTable.bytesFor(maxStacks, MEAN_FRAMES)), maxStacks);
        stacks = new StackCollector(arena, table, symbolizer, memory);
        epochs = new CodeEpochs(pid);
        tasks = new TaskState(pid, attachment);
        output = new EventOutput(channels);
        ProbeTranslator probes = new ProbeTranslator(output, stacks, code, new TargetWords(arena, memory, paths));
        mallocs = new MallocTranslator(output, stacks);
        SyscallTranslator syscalls =
                new SyscallTranslator(output, stacks, code, epochs, sharedMemory, probes, config.latency());
        FaultWeights faults = new FaultWeights(Machine.CPUS, FIRST_FAULT_PERIOD);
        handler = new RecordHandler(
                arena,
                pid,
                attachment,
                output,
                stacks,
                syscalls,
                probes,
                mallocs,
                faults,
                code,
                epochs,
                paths,
                tasks,
                Machine.CPUS);
        drain = new Drain(
                attachment, output, handler, syscalls, probes, mallocs, stacks, faults, tasks, config.intervalNanos());
    }

    StackTable table() {
        return table;
    }

    StackCollector stacks() {
        return stacks;
    }

    /** The code that is mapped before the drain runs. */
    void code(Iterable<CodeMapping> mappings, PathTable paths) {
        for (CodeMapping mapping : mappings) {
            String path = mapping.path();
            boolean isFile = path.startsWith("/");
            code.add(mapping.start(), mapping.end(), isFile ? paths.intern(path) : 0);
            epochs.mapped(
                    new CodeEpochs.Code(mapping.start(), mapping.end(), mapping.fileOffset(), 0, isFile ? path : ""));
        }
    }

    MallocTranslator mallocs() {
        return mallocs;
    }

    CodeEpochs epochs() {
        return epochs;
    }

    TaskState tasks() {
        return tasks;
    }

    RecordHandler handler() {
        return handler;
    }

    EventOutput output() {
        return output;
    }

    Drain drain() {
        return drain;
    }
}
