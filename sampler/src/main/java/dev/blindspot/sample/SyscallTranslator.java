package dev.blindspot.sample;

import dev.blindspot.event.EventKind;
import dev.blindspot.event.EventLayout;
import dev.blindspot.event.EventWriter;
import dev.blindspot.linux.Machine;
import dev.blindspot.linux.perf.AttachedEvent;
import dev.blindspot.linux.perf.EventRole;
import dev.blindspot.linux.perf.PerfRecord;
import dev.blindspot.linux.perf.Registers;
import dev.blindspot.linux.perf.Sample;

/**
 * Turns samples of mapping system calls into events: arguments out of user registers, failed calls left out, lengths
 * rounded to pages as the kernel maps.
 *
 * <p>Threads: the drain. Allocation: none.
 *
 * <p>Source: mmap(2), munmap(2), mremap(2), brk(2), shmat(2); what an exit still holds: {@link
 * dev.blindspot.linux.perf.EventSpecs}.
 */
final class SyscallTranslator {
    private static final Registers REGISTERS = Registers.HERE;

    /** asm-generic/mman-common.h. */
    private static final int MAP_FIXED = 0x10;

    private static final int MAP_ANONYMOUS = 0x20;
    private static final int PROT_EXEC = 4;
    private static final long MAX_ERRNO = 4095;
    private static final long ADDRESS_LIMIT = 1L << 56;

    private final EventOutput output;
    private final StackCollector stacks;
    private final PendingCalls enteredAt = new PendingCalls();
    private final PendingCalls firstArgument = new PendingCalls();
    private final CodeRanges code;
    private final CodeEpochs epochs;
    private final SharedMemorySizes sharedMemory;
    private final ProbeTranslator probes;
    private final boolean latency;
    private final CodeRanges.Gone codeGone = this::codeWent;
    private long unmapNanos;
    private int unmapTid;
    private long incomplete;

    SyscallTranslator(
            EventOutput output,
            StackCollector stacks,
            CodeRanges code,
            CodeEpochs epochs,
            SharedMemorySizes sharedMemory,
            ProbeTranslator probes,
            boolean latency) {
        this.output = output;
        this.stacks = stacks;
        this.code = code;
        this.epochs = epochs;
        this.sharedMemory = sharedMemory;
        this.probes = probes;
        this.latency = latency;
    }

    /** One sample of any role but the mmap and fault ones. */
    void translate(AttachedEvent event, PerfRecord record, Sample sample) {
        switch (event.role()) {
            case MUNMAP_ENTER -> munmap(record, sample);
            case MREMAP_ENTER -> mremapEnter(record, sample);
            case MREMAP_EXIT -> mremapExit(record, sample);
            case MPROTECT_EXIT -> mprotect(record, sample);
            case MADVISE_ENTER -> madvise(record, sample);
            case BRK_EXIT -> brk(record, sample);
            case SHMAT_EXIT -> shmat(record, sample);
            case SHMDT_ENTER -> shmdt(record, sample);
            case MPROTECT_ENTER ->
                firstArgument.put(
                        record.tid(), EventRole.MPROTECT_ENTER.ordinal(), sample.register(REGISTERS.argument(0)));
            case MUNMAP_EXIT -> munmapEnded(record);
            case MMAP_ENTER -> enteredAt.put(record.tid(), EventRole.MMAP_ENTER.ordinal(), record.time());
            default -> {}
        }
    }

    /**
     * Begins an mmap event, without its stack.
     *
     * @return false if the call failed
     */
    boolean beginMmap(PerfRecord record, Sample sample) {
        long address = sample.register(REGISTERS.returned());
        if (isError(address)) {
            return false;
        }
        long length = Machine.pageCeil(sample.register(REGISTERS.argument(1)));
        int prot = (int) sample.register(REGISTERS.argument(2));
        int flags = (int) sample.register(REGISTERS.argument(3));
        EventWriter event = output.begin(EventKind.MMAP, record.time(), record.tid())
                .address(address)
                .length(length)
                .prot(prot)
                .flags(flags)
                .fd((flags & MAP_ANONYMOUS) != 0 ? -1 : (int) sample.register(REGISTERS.argument(4)))
                .fileOffset(sample.register(REGISTERS.argument(5)));
        long entered = latency ? enteredAt.take(record.tid(), EventRole.MMAP_ENTER.ordinal()) : PendingCalls.NONE;
        if (entered != PendingCalls.NONE) {
            event.latencyNanos(record.time() - entered);
        }
        // Of executable memory the kernel has told already, and what it took the place of.
        boolean toldAsCode = (prot & PROT_EXEC) != 0;
        if ((flags & MAP_FIXED) != 0 && !toldAsCode) {
            mappedOver(address, length);
        }
        return true;
    }

    /** Calls of which too little was left to tell what they did; each is a loss. */
    long takeIncomplete() {
        long count = incomplete;
        incomplete = 0;
        return count;
    }

    static boolean isError(long returned) {
        return Long.compareUnsigned(returned, -MAX_ERRNO) >= 0;
    }

    private void munmap(PerfRecord record, Sample sample) {
        long address = sample.register(REGISTERS.argument(0));
        long length = Machine.pageCeil(sample.register(REGISTERS.argument(1)));
        // The kernel refuses these before it looks at any mapping.
        if ((address & (Machine.PAGE_BYTES - 1)) != 0
                || length <= 0
                || address < 0
                || address + length > ADDRESS_LIMIT) {
            return;
        }
        unmapNanos = record.time();
        unmapTid = record.tid();
        if (code.remove(address, address + length, codeGone)) {
            epochs.unmapped(address, address + length);
        }
        if (latency) {
            enteredAt.put(record.tid(), EventRole.MUNMAP_ENTER.ordinal(), record.time());
        }
        output.begin(EventKind.MUNMAP, record.time(), record.tid())
                .address(address)
                .length(length);
        output.send();
    }

    /** Mappings that go within a dlclose are its part; else somebody unloaded what nobody said was loaded. */
    private void codeWent(long start, long end, int pathId) {
        if (pathId == 0) {
            return;
        }
        boolean told = probes.unmapped(unmapTid);
        output.begin(EventKind.EXEC_UNMAPPING, unmapNanos, unmapTid)
                .address(start)
                .length(end - start)
                .path(pathId)
                .flags(told ? EventLayout.TOLD : 0);
        output.sendCode(told);
    }

    private void munmapEnded(PerfRecord record) {
        long entered = enteredAt.take(record.tid(), EventRole.MUNMAP_ENTER.ordinal());
        if (entered != PendingCalls.NONE) {
            output.begin(EventKind.MUNMAP_ENDED, record.time(), record.tid()).latencyNanos(record.time() - entered);
            output.sendUnnumbered();
        }
    }

    private void mremapEnter(PerfRecord record, Sample sample) {
        long address = sample.register(REGISTERS.argument(0));
        firstArgument.put(record.tid(), EventRole.MREMAP_ENTER.ordinal(), address);
        output.begin(EventKind.MREMAP_ENTER, record.time(), record.tid())
                .length(Machine.pageCeil(sample.register(REGISTERS.argument(2))))
                .old(address, Machine.pageCeil(sample.register(REGISTERS.argument(1))))
                .flags((int) sample.register(REGISTERS.argument(3)));
        output.sendUnnumbered();
    }

    private void mremapExit(PerfRecord record, Sample sample) {
        long returned = sample.register(REGISTERS.returned());
        long old = firstArgument(record.tid(), EventRole.MREMAP_ENTER, sample);
        if (old == PendingCalls.NONE) {
            incomplete++;
            return;
        }
        boolean failed = isError(returned);
        output.begin(failed ? EventKind.MREMAP_FAILED : EventKind.MREMAP, record.time(), record.tid())
                .address(failed ? 0 : returned)
                .length(Machine.pageCeil(sample.register(REGISTERS.argument(2))))
                .old(old, Machine.pageCeil(sample.register(REGISTERS.argument(1))))
                .flags((int) sample.register(REGISTERS.argument(3)));
        if (failed) {
            output.sendUnnumbered();
        } else {
            output.send();
        }
    }

    private void mprotect(PerfRecord record, Sample sample) {
        long address = firstArgument(record.tid(), EventRole.MPROTECT_ENTER, sample);
        if (sample.register(REGISTERS.returned()) != 0 || address == PendingCalls.NONE) {
            return;
        }
        output.begin(EventKind.MPROTECT, record.time(), record.tid())
                .address(address)
                .length(Machine.pageCeil(sample.register(REGISTERS.argument(1))))
                .prot((int) sample.register(REGISTERS.argument(2)));
        output.send();
    }

    private void madvise(PerfRecord record, Sample sample) {
        output.begin(EventKind.MADVISE, record.time(), record.tid())
                .address(sample.register(REGISTERS.argument(0)))
                .length(Machine.pageCeil(sample.register(REGISTERS.argument(1))))
                .advice((int) sample.register(REGISTERS.argument(2)));
        output.send();
    }

    private void brk(PerfRecord record, Sample sample) {
        int stack = stacks.intern(sample);
        output.begin(EventKind.BRK, record.time(), record.tid())
                .address(sample.register(REGISTERS.returned()))
                .stack(stack)
                .weight(1);
        output.send();
    }

    private void shmat(PerfRecord record, Sample sample) {
        long address = sample.register(REGISTERS.returned());
        if (isError(address)) {
            return;
        }
        int stack = stacks.intern(sample);
        output.begin(EventKind.SHMAT, record.time(), record.tid())
                .address(address)
                .length(sharedMemory.attachedBytes(address))
                .stack(stack)
                .weight(1);
        output.send();
    }

    private void shmdt(PerfRecord record, Sample sample) {
        output.begin(EventKind.SHMDT, record.time(), record.tid()).address(sample.register(REGISTERS.argument(0)));
        output.send();
    }

    /** On arm64 the result has taken the first argument's register, so the enter's is used; it is always taken out. */
    private long firstArgument(int tid, EventRole enter, Sample sample) {
        long entered = firstArgument.take(tid, enter.ordinal());
        return REGISTERS.argument(0) == REGISTERS.returned() ? entered : sample.register(REGISTERS.argument(0));
    }

    private void mappedOver(long address, long length) {
        if (code.remove(address, address + length)) {
            epochs.unmapped(address, address + length);
        }
    }
}
