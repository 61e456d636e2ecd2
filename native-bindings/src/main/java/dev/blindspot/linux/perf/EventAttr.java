package dev.blindspot.linux.perf;

import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.bindings.perf_attr;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import org.jspecify.annotations.Nullable;

/**
 * What an event is to report, immutable; built by {@link #tracepoint}, {@link #pageFaults}, {@link #dummy},
 * {@link UprobeSource#at}.
 *
 * <p>Every event carries IDENTIFIER, TID and TIME (CLOCK_MONOTONIC), and none carries IP, ID, STREAM_ID or CPU: so the
 * id, thread and time stand at the same places in every record, see {@link PerfRecord}. The CPU is its ring's.
 *
 * <p>PERF_SAMPLE_PERIOD is never set: with it and a fixed period the kernel's {@code perf_swevent_event} reports every
 * occurrence of a software event or tracepoint, whatever the period.
 *
 * <p>Kernel samples are never excluded by {@code exclude_kernel}, which would hide pages the kernel touches first; only
 * the kernel's part of a call chain is.
 *
 * <p>Source: perf_event_open(2); kernel/events/core.c.
 *
 * @param period occurrences a sample stands for; 0 takes none
 * @param userRegisters mask of registers, 0 none
 * @param userStackBytes bytes copied from the stack pointer up, a multiple of 8, 0 none
 * @param maxStack frames of a call chain at most, 0 the system's own limit
 * @param wakeupBytes bytes in the ring at which a poll of it wakes, 0 half the ring
 * @param probe where it is, of a uprobe
 */
public record EventAttr(
        int type,
        long config,
        long period,
        long sampleType,
        long flags,
        long userRegisters,
        int userStackBytes,
        int maxStack,
        int wakeupBytes,
        @Nullable Uprobe probe) {
    /** What all records have in common. */
    private static final long COMMON_SAMPLE =
            Linux.PERF_SAMPLE_IDENTIFIER() | Linux.PERF_SAMPLE_TID() | Linux.PERF_SAMPLE_TIME();

    private static final long COMMON_FLAGS = Linux.PERF_ATTR_DISABLED()
            | Linux.PERF_ATTR_SAMPLE_ID_ALL()
            | Linux.PERF_ATTR_USE_CLOCKID()
            | Linux.PERF_ATTR_WATERMARK()
            | Linux.PERF_ATTR_EXCLUDE_CALLCHAIN_KERNEL();

    public EventAttr {
        if ((userStackBytes & 7) != 0 || userStackBytes < 0) {
            throw new IllegalArgumentException("user stack of " + userStackBytes + " bytes: not a multiple of 8");
        }
    }

    /** A tracepoint, by the number tracefs gives it; every occurrence is a sample. */
    public static EventAttr tracepoint(int id) {
        return of(Linux.PERF_TYPE_TRACEPOINT(), id, 1);
    }

    /** Page faults, with the faulting address; one in {@code period} is a sample. */
    public static EventAttr pageFaults(long period) {
        return of(Linux.PERF_TYPE_SOFTWARE(), Linux.PERF_COUNT_SW_PAGE_FAULTS(), period)
                .with(Linux.PERF_SAMPLE_ADDR(), 0);
    }

    /** An event that never occurs; it carries what its flags ask for. */
    public static EventAttr dummy() {
        return of(Linux.PERF_TYPE_SOFTWARE(), Linux.PERF_COUNT_SW_DUMMY(), 0);
    }

    /** A uprobe, {@link UprobeSource#at}. */
    static EventAttr uprobe(int type, long config, Uprobe probe) {
        return new EventAttr(type, config, 1, COMMON_SAMPLE, COMMON_FLAGS, 0, 0, 0, 0, probe);
    }

    private static EventAttr of(int type, long config, long period) {
        return new EventAttr(type, config, period, COMMON_SAMPLE, COMMON_FLAGS, 0, 0, 0, 0, null);
    }

    /** Sample one occurrence in so many. */
    public EventAttr every(long occurrences) {
        return new EventAttr(
                type,
                config,
                occurrences,
                sampleType,
                flags,
                userRegisters,
                userStackBytes,
                maxStack,
                wakeupBytes,
                probe);
    }

    /** The user call chain, of at most so many frames; more than the system allows are cut to that. */
    public EventAttr callchain(int frames) {
        int allowed = PerfFeatures.here().maxStack();
        return new EventAttr(
                type,
                config,
                period,
                sampleType | Linux.PERF_SAMPLE_CALLCHAIN(),
                flags,
                userRegisters,
                userStackBytes,
                Math.min(frames, allowed),
                wakeupBytes,
                probe);
    }

    /** User registers, by a mask; those already asked for stay. */
    public EventAttr registers(long mask) {
        return new EventAttr(
                type,
                config,
                period,
                sampleType | Linux.PERF_SAMPLE_REGS_USER(),
                flags,
                userRegisters | mask,
                userStackBytes,
                maxStack,
                wakeupBytes,
                probe);
    }

    /** Bytes of the user stack, a multiple of 8; 0 for none. */
    public EventAttr userStack(int bytes) {
        long type2 =
                bytes == 0 ? sampleType & ~Linux.PERF_SAMPLE_STACK_USER() : sampleType | Linux.PERF_SAMPLE_STACK_USER();
        return new EventAttr(type, config, period, type2, flags, userRegisters, bytes, maxStack, wakeupBytes, probe);
    }

    /**
     * The tracepoint's own fields. Needs more rights than registers do: without CAP_PERFMON raw data of other tasks is
     * refused, and so is any system-wide.
     */
    public EventAttr raw() {
        return with(Linux.PERF_SAMPLE_RAW(), 0);
    }

    /** COMM, with its exec bit, FORK and EXIT records. */
    public EventAttr tasks() {
        return with(0, Linux.PERF_ATTR_COMM() | Linux.PERF_ATTR_COMM_EXEC() | Linux.PERF_ATTR_TASK());
    }

    /** MMAP2 records of executable mappings. */
    public EventAttr executableMappings() {
        return with(0, Linux.PERF_ATTR_MMAP() | Linux.PERF_ATTR_MMAP2());
    }

    /**
     * Follows new threads, and where the kernel cannot tell them apart (before Linux 5.13) new processes too. It runs
     * from its opening on: the kernel reads whether a parent's event runs before it puts the child's where
     * {@link PerfEvent#enable} finds it, so a thread born during an enable could stay deaf for good.
     */
    public EventAttr inherited() {
        long inherit = Linux.PERF_ATTR_INHERIT()
                | (PerfFeatures.here().inheritThread() ? Linux.PERF_ATTR_INHERIT_THREAD() : 0);
        return new EventAttr(
                type,
                config,
                period,
                sampleType,
                (flags | inherit) & ~Linux.PERF_ATTR_DISABLED(),
                userRegisters,
                userStackBytes,
                maxStack,
                wakeupBytes,
                probe);
    }

    /** Only user mode: what an observer of itself may always open. */
    EventAttr userOnly() {
        return with(0, Linux.PERF_ATTR_EXCLUDE_KERNEL());
    }

    /** Wakes a poll at so many bytes; counts only on the event whose ring it is. */
    EventAttr wakeupAt(int bytes) {
        return new EventAttr(
                type, config, period, sampleType, flags, userRegisters, userStackBytes, maxStack, bytes, probe);
    }

    private EventAttr with(long sample, long flag) {
        return new EventAttr(
                type,
                config,
                period,
                sampleType | sample,
                flags | flag,
                userRegisters,
                userStackBytes,
                maxStack,
                wakeupBytes,
                probe);
    }

    /** Fills a zeroed {@code perf_attr}; what it points to is allocated beside it. */
    void write(MemorySegment attr, long readFormat, SegmentAllocator beside) {
        perf_attr.type(attr, type);
        perf_attr.size(attr, (int) perf_attr.sizeof());
        perf_attr.config(attr, config);
        perf_attr.sample_period(attr, period);
        perf_attr.sample_type(attr, sampleType);
        perf_attr.read_format(attr, readFormat);
        perf_attr.flags(attr, flags);
        perf_attr.wakeup_watermark(attr, wakeupBytes);
        perf_attr.sample_regs_user(attr, userRegisters);
        perf_attr.sample_stack_user(attr, userStackBytes);
        perf_attr.clockid(attr, Linux.CLOCK_MONOTONIC());
        perf_attr.sample_max_stack(attr, (short) maxStack);
        if (probe != null) {
            perf_attr.config1(attr, beside.allocateFrom(probe.path()).address());
            perf_attr.config2(attr, probe.offset());
        }
    }
}
