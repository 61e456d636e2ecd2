package dev.blindspot.sample;

import dev.blindspot.linux.perf.AttachedEvent;
import dev.blindspot.linux.perf.EventRole;
import dev.blindspot.linux.perf.EventSpec;
import dev.blindspot.linux.perf.RecordWriter;
import dev.blindspot.linux.perf.Registers;
import dev.blindspot.linux.perf.Replay;
import dev.blindspot.symbol.CodeMap;
import dev.blindspot.symbol.CodeMapping;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A target that does not exist: writes what the kernel would tell of one that maps and unmaps, with stacks somewhere in
 * the code of a real one, and now and then does all else that is recorded.
 *
 * <p>Threads: one.
 */
final class RehearsedTarget {
    static final int PID = 7;
    private static final int STRANGER = 8;
    private static final int THREADS = 8;
    private static final int SLOTS = 1_000;
    private static final int STACKS = 128;
    private static final int FRAMES = 16;
    private static final int STACK_WORDS = 96;

    private static final long BASE = 0x7f00_0000_0000L;
    private static final long SLOT_BYTES = 1 << 20;
    private static final long STACK_POINTER = 0xc0_0010_0000L;
    private static final long ENOMEM = -12;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final int READ_WRITE = 3;
    private static final int MAY_MOVE = 1;
    private static final byte[] NAME = "worker".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] FILE = "/usr/lib/librehearsed.so".getBytes(StandardCharsets.UTF_8);

    private final Replay replay;
    private final int cpus;
    private final Map<EventRole, AttachedEvent[]> events = new EnumMap<>(EventRole.class);
    private final Registers registers = Registers.HERE;
    private final RandomGenerator random = new SplittableRandom();
    private final long[][] chains = new long[STACKS][FRAMES];
    private final long[] stack = new long[STACK_WORDS];
    private final boolean[] mapped = new boolean[SLOTS];
    private long timeNanos;
    private int cpu;
    private int tid;
    private long calls;
    private int records;
    private boolean full;

    /** @param startNanos time of its first record; each comes a microsecond after the one before */
    RehearsedTarget(Replay replay, CodeMap code, long startNanos) {
        this.replay = replay;
        this.cpus = replay.rings().cpus().size();
        this.timeNanos = startNanos;
        for (EventSpec spec : replay.rings().specs()) {
            AttachedEvent[] perCpu = new AttachedEvent[cpus];
            for (int i = 0; i < cpus; i++) {
                perCpu[i] = replay.event(spec.role(), i);
            }
            events.put(spec.role(), perCpu);
        }
        for (long[] chain : chains) {
            for (int i = 0; i < FRAMES; i++) {
                chain[i] = address(code.mappings());
            }
        }
        for (int i = 0; i < STACK_WORDS; i++) {
            stack[i] = i % 2 == 0 ? address(code.mappings()) : STACK_POINTER + 8L * random.nextInt(STACK_WORDS);
        }
    }

    private long address(List<CodeMapping> code) {
        if (code.isEmpty()) {
            return random.nextLong(1, BASE);
        }
        CodeMapping mapping = code.get(random.nextInt(code.size()));
        return random.nextLong(mapping.start(), mapping.end());
    }

    /** Goes on until a ring is full; gives how many records there are. */
    int fill() {
        while (!full) {
            act();
        }
        return records;
    }

    private void act() {
        calls++;
        cpu = (int) (calls >> 4) % cpus;
        tid = PID + (int) (calls >> 3) % THREADS;
        int slot = random.nextInt(SLOTS);
        long address = BASE + slot * SLOT_BYTES;
        if (mapped[slot]) {
            unmap(address);
        } else {
            map(address, random.nextInt(64) == 0);
        }
        mapped[slot] ^= true;
        switch ((int) calls & 63) {
            case 1, 17, 33, 49 -> fault(PID, address);
            case 2 -> fault(STRANGER, address);
            case 3 -> remap(address);
            case 4 -> protect(address);
            case 5 -> advise(address);
            case 6 -> moveBreak();
            case 7 -> tasks();
            case 8 -> code();
            default -> {}
        }
    }

    private void map(long address, boolean fails) {
        enter(EventRole.MMAP_ENTER);
        long returned = fails ? ENOMEM : address;
        boolean stackApart = events.containsKey(EventRole.MMAP_STACK) && random.nextInt(3) == 0;
        boolean stackFirst = random.nextBoolean();
        if (stackApart && stackFirst) {
            end(withStack(sample(EventRole.MMAP_STACK), returned));
        }
        RecordWriter exit = sample(EventRole.MMAP_EXIT);
        withStack(exit, returned);
        end(exit);
        if (stackApart && !stackFirst) {
            end(withStack(sample(EventRole.MMAP_STACK), returned));
        }
    }

    private RecordWriter withStack(RecordWriter writer, long returned) {
        return arguments(writer.chain(chains[random.nextInt(STACKS)], FRAMES), 0, SLOT_BYTES / 4, READ_WRITE)
                .register(registers.argument(3), PRIVATE_ANONYMOUS)
                .register(registers.argument(4), -1)
                .register(registers.argument(5), 0)
                .register(registers.returned(), returned)
                .register(registers.stackPointer(), STACK_POINTER)
                .register(registers.framePointer(), STACK_POINTER + 8L * random.nextInt(STACK_WORDS))
                .stack(stack, random.nextInt(8, STACK_WORDS));
    }

    private void unmap(long address) {
        end(arguments(sample(EventRole.MUNMAP_ENTER), address, SLOT_BYTES / 4, 0));
        exit(EventRole.MUNMAP_EXIT);
    }

    private void remap(long address) {
        end(arguments(sample(EventRole.MREMAP_ENTER), address, SLOT_BYTES / 4, SLOT_BYTES / 2)
                .register(registers.argument(3), MAY_MOVE));
        end(arguments(sample(EventRole.MREMAP_EXIT), address, SLOT_BYTES / 4, SLOT_BYTES / 2)
                .register(registers.argument(3), MAY_MOVE)
                .register(registers.returned(), address));
    }

    private void protect(long address) {
        if (events.containsKey(EventRole.MPROTECT_ENTER)) {
            end(arguments(sample(EventRole.MPROTECT_ENTER), address, SLOT_BYTES / 4, READ_WRITE));
        }
        end(arguments(sample(EventRole.MPROTECT_EXIT), address, SLOT_BYTES / 4, READ_WRITE)
                .register(registers.returned(), 0));
    }

    private void advise(long address) {
        end(arguments(sample(EventRole.MADVISE_ENTER), address, SLOT_BYTES / 4, 4));
        exit(EventRole.MADVISE_EXIT);
    }

    private void moveBreak() {
        enter(EventRole.BRK_ENTER);
        end(withStack(sample(EventRole.BRK_EXIT), BASE / 2 + random.nextInt(16) * SLOT_BYTES));
    }

    private void fault(int pid, long address) {
        AttachedEvent event = event(EventRole.FAULT);
        timeNanos += 1_000;
        end(withStack(replay.writer(event).sample(event, pid, tid, timeNanos).address(address), 0));
    }

    private void tasks() {
        AttachedEvent event = event(EventRole.TASKS);
        RecordWriter writer = replay.writer(event);
        timeNanos += 1_000;
        writer.comm(event, PID, tid, timeNanos, NAME, false);
        writer.fork(event, PID, PID + THREADS, PID, tid, timeNanos);
        writer.exit(event, PID, PID + THREADS, PID, PID, timeNanos);
        records += 3;
    }

    private void code() {
        AttachedEvent event = event(EventRole.EXECUTABLE_MAPPINGS);
        timeNanos += 1_000;
        replay.writer(event).executable(event, PID, tid, timeNanos, BASE / 4, SLOT_BYTES, FILE);
        records++;
    }

    private void enter(EventRole role) {
        if (events.containsKey(role)) {
            end(sample(role));
        }
    }

    private void exit(EventRole role) {
        if (events.containsKey(role)) {
            end(sample(role).register(registers.returned(), 0));
        }
    }

    private AttachedEvent event(EventRole role) {
        AttachedEvent[] perCpu = events.get(role);
        if (perCpu == null) {
            throw new IllegalStateException("no event of role " + role);
        }
        return perCpu[cpu];
    }

    private RecordWriter sample(EventRole role) {
        AttachedEvent event = event(role);
        timeNanos += 1_000;
        return replay.writer(event).sample(event, PID, tid, timeNanos);
    }

    private RecordWriter arguments(RecordWriter writer, long first, long second, long third) {
        return writer.register(registers.argument(0), first)
                .register(registers.argument(1), second)
                .register(registers.argument(2), third);
    }

    private void end(RecordWriter writer) {
        if (writer.end()) {
            records++;
        } else {
            full = true;
        }
    }
}
