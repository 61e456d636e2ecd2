package dev.blindspot.linux.perf;

import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.perf.PerfResult.Failed;
import dev.blindspot.linux.perf.PerfResult.Ok;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The events that tell what a process does to its mappings: one a syscall where one tells all.
 *
 * <p>Arguments and results are read from user registers, not from the tracepoint's own fields: fewer bytes, both in one
 * sample at the exit, and no right beyond that to the events themselves. By syscall:
 *
 * <ul>
 *   <li>mmap: exit; the hint, which arm64 has lost by then, is not needed: the result is the address.
 *   <li>munmap, shmdt: enter, for at the exit another thread may have mapped the same range already.
 *   <li>mremap: both, for the same reason and because only the exit has the new address.
 *   <li>brk, shmat: exit; the result says all.
 *   <li>mprotect: exit, which tells success; on arm64, where the exit has no address, the enter too.
 *   <li>madvise: enter.
 * </ul>
 *
 * <p>The list is in the order of starting: what takes mappings away before what makes them, so that no mapping is seen
 * whose end was not.
 */
public final class EventSpecs {
    /** Of which mappings the stack is taken. Never fewer events, whichever. */
    public enum Stacks {
        /** Of all, by the mmap event itself. */
        ALL,
        /** Of one in so many, by a second event whose period can be set at any time. */
        SOME,
        NONE
    }

    /**
     * What to open.
     *
     * @param latency both ends of every syscall
     * @param maxStack frames of a stack at most
     * @param mapStackBytes bytes of user stack with each stack of a mapping, to find the caller of a frameless leaf
     * @param faultPeriod faults a fault sample stands for, 0 for none
     * @param faultStackBytes bytes of user stack with each fault
     */
    public record Choice(
            Stacks stacks, boolean latency, int maxStack, int mapStackBytes, long faultPeriod, int faultStackBytes) {
        /** Stacks of all mappings, 64 frames; every {@code faultPeriod}-th fault with 128 bytes of stack. */
        public static Choice all(long faultPeriod) {
            return new Choice(Stacks.ALL, false, 64, 0, faultPeriod, 128);
        }

        public Choice withStacks(Stacks chosen) {
            return new Choice(chosen, latency, maxStack, mapStackBytes, faultPeriod, faultStackBytes);
        }

        public Choice withLatency() {
            return new Choice(stacks, true, maxStack, mapStackBytes, faultPeriod, faultStackBytes);
        }

        public Choice withMapStackBytes(int bytes) {
            return new Choice(stacks, latency, maxStack, bytes, faultPeriod, faultStackBytes);
        }
    }

    /** Kernels without System V shared memory do without; all others must be there. */
    private static final Set<EventRole> OPTIONAL =
            EnumSet.of(EventRole.SHMAT_ENTER, EventRole.SHMAT_EXIT, EventRole.SHMDT_ENTER, EventRole.SHMDT_EXIT);

    private EventSpecs() {}

    /** The events of a choice, by the numbers this kernel gives its tracepoints. */
    public static PerfResult<List<EventSpec>> of(Tracefs.Present tracefs, Choice choice) {
        List<EventSpec> specs = new ArrayList<>();
        for (EventRole role : roles(choice, Registers.HERE)) {
            if (role.tracepoint().isEmpty()) {
                specs.add(other(role, choice));
                continue;
            }
            switch (tracefs.id("syscalls", role.tracepoint())) {
                case Ok<Integer>(Integer id) -> specs.add(tracepoint(role, id, choice));
                case Failed<Integer> failed when failed.errno() == Linux.ENOENT() && OPTIONAL.contains(role) -> {}
                case Failed<Integer> failed -> {
                    return failed.cast();
                }
            }
        }
        return new Ok<>(List.copyOf(specs));
    }

    /** The same for a {@link Replay}, where no kernel is asked for the numbers of its tracepoints. */
    public static List<EventSpec> replayed(Choice choice) {
        return roles(choice, Registers.HERE).stream()
                .map(role -> role.tracepoint().isEmpty() ? other(role, choice) : tracepoint(role, 0, choice))
                .toList();
    }

    private static EventSpec tracepoint(EventRole role, int id, Choice choice) {
        return EventSpec.tracepoint(role, syscall(role, EventAttr.tracepoint(id), choice, Registers.HERE));
    }

    /** Which events a choice takes on a machine, in the order of starting. */
    static Set<EventRole> roles(Choice choice, Registers registers) {
        EnumSet<EventRole> roles = EnumSet.of(
                EventRole.TASKS,
                EventRole.EXECUTABLE_MAPPINGS,
                EventRole.MUNMAP_ENTER,
                EventRole.MREMAP_ENTER,
                EventRole.MREMAP_EXIT,
                EventRole.MPROTECT_EXIT,
                EventRole.MADVISE_ENTER,
                EventRole.SHMDT_ENTER,
                EventRole.SHMAT_EXIT,
                EventRole.BRK_EXIT,
                EventRole.MMAP_EXIT);
        if (choice.stacks == Stacks.SOME) {
            roles.add(EventRole.MMAP_STACK);
        }
        if (choice.faultPeriod > 0) {
            roles.add(EventRole.FAULT);
        }
        if (choice.latency || registers.exitHidesFirstArgument()) {
            roles.add(EventRole.MPROTECT_ENTER);
        }
        if (choice.latency) {
            roles.addAll(EnumSet.of(
                    EventRole.MUNMAP_EXIT,
                    EventRole.MADVISE_EXIT,
                    EventRole.SHMDT_EXIT,
                    EventRole.SHMAT_ENTER,
                    EventRole.BRK_ENTER,
                    EventRole.MMAP_ENTER));
        }
        return roles;
    }

    private static EventSpec other(EventRole role, Choice choice) {
        return switch (role) {
            case TASKS -> EventSpec.unfiltered(role, EventAttr.dummy().tasks(), RingKind.TASKS);
            case EXECUTABLE_MAPPINGS ->
                EventSpec.unfiltered(role, EventAttr.dummy().executableMappings(), RingKind.CODE);
            case FAULT ->
                EventSpec.unfiltered(
                        role,
                        EventAttr.pageFaults(choice.faultPeriod)
                                .callchain(choice.maxStack)
                                .registers(Registers.HERE.stackMask())
                                .userStack(choice.faultStackBytes),
                        RingKind.SIDE);
            default -> throw new IllegalArgumentException(role + " is a tracepoint");
        };
    }

    static EventAttr syscall(EventRole role, EventAttr attr, Choice choice, Registers registers) {
        return switch (role) {
            case MMAP_EXIT -> {
                EventAttr mmap = attr.registers(registers.returnedMask() | registers.argumentMask(1, 2, 3, 4, 5));
                yield choice.stacks == Stacks.ALL ? stack(mmap, choice, registers) : mmap;
            }
            case MMAP_STACK -> stack(attr.registers(registers.returnedMask()), choice, registers);
            case MUNMAP_ENTER -> attr.registers(registers.argumentMask(0, 1));
            case MREMAP_ENTER -> attr.registers(registers.argumentMask(0, 1, 2, 3, 4));
            case MREMAP_EXIT -> attr.registers(registers.returnedMask() | registers.argumentMask(0, 1, 2, 3, 4));
            case MPROTECT_ENTER, MADVISE_ENTER -> attr.registers(registers.argumentMask(0, 1, 2));
            case MPROTECT_EXIT -> attr.registers(registers.returnedMask() | registers.argumentMask(0, 1, 2));
            case SHMDT_ENTER -> attr.registers(registers.argumentMask(0));
            case SHMAT_EXIT, BRK_EXIT -> {
                EventAttr exit = attr.registers(registers.returnedMask() | registers.argumentMask(0, 1, 2));
                yield choice.stacks == Stacks.NONE ? exit : stack(exit, choice, registers);
            }
            // The other ends are there for their time; an exit for its result too.
            case MUNMAP_EXIT, MADVISE_EXIT, SHMDT_EXIT -> attr.registers(registers.returnedMask());
            case MMAP_ENTER, BRK_ENTER, SHMAT_ENTER -> attr;
            case TASKS,
                    EXECUTABLE_MAPPINGS,
                    FAULT,
                    DLOPEN_ENTER,
                    DLOPEN_EXIT,
                    DLCLOSE_ENTER,
                    DLCLOSE_EXIT,
                    PLUGIN_OPEN,
                    SET_FINALIZER,
                    ADD_CLEANUP,
                    MALLOC_ENTER,
                    CALLOC_ENTER,
                    REALLOC_ENTER,
                    MEMALIGN_ENTER,
                    MALLOC_EXIT,
                    FREE_ENTER -> throw new IllegalArgumentException(role + " is no syscall");
        };
    }

    private static EventAttr stack(EventAttr attr, Choice choice, Registers registers) {
        return attr.callchain(choice.maxStack).registers(registers.stackMask()).userStack(choice.mapStackBytes);
    }
}
