package dev.blindspot.linux.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.linux.bindings.Linux;
import dev.blindspot.linux.perf.EventSpecs.Choice;
import dev.blindspot.linux.perf.EventSpecs.Stacks;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which events are taken, by both machines' rules. */
class EventSpecsTest {
    private static final Choice ALL = Choice.all(1);

    private static long mask(EventRole role, Choice choice, Registers registers) {
        return EventSpecs.syscall(role, EventAttr.tracepoint(1), choice, registers)
                .userRegisters();
    }

    private static boolean samples(EventRole role, Choice choice, long bit) {
        return (EventSpecs.syscall(role, EventAttr.tracepoint(1), choice, Registers.X86_64)
                                .sampleType()
                        & bit)
                != 0;
    }

    @Test
    void oneEventASyscallWhereOneTellsAll() {
        Set<EventRole> x86 = EventSpecs.roles(ALL, Registers.X86_64);
        assertTrue(x86.containsAll(Set.of(EventRole.MMAP_EXIT, EventRole.MUNMAP_ENTER, EventRole.FAULT)));
        assertFalse(x86.contains(EventRole.MMAP_ENTER));
        assertFalse(x86.contains(EventRole.MUNMAP_EXIT));
        assertFalse(x86.contains(EventRole.MPROTECT_ENTER));
        assertFalse(x86.contains(EventRole.MMAP_STACK));
        assertTrue(EventSpecs.roles(ALL, Registers.ARM64).contains(EventRole.MPROTECT_ENTER));
        assertFalse(EventSpecs.roles(Choice.all(0), Registers.X86_64).contains(EventRole.FAULT));
    }

    @Test
    void latencyTakesBothEnds() {
        Set<EventRole> roles = EventSpecs.roles(ALL.withLatency(), Registers.X86_64);
        for (EventRole role : EventRole.values()) {
            String other = role.name().endsWith("_ENTER")
                    ? role.name().replace("_ENTER", "_EXIT")
                    : role.name().replace("_EXIT", "_ENTER");
            assertTrue(role.tracepoint().isEmpty() || role == EventRole.MMAP_STACK || roles.contains(role), other);
        }
    }

    @Test
    void whatTakesMappingsAwayStartsBeforeWhatMakesThem() {
        List<EventRole> order = new ArrayList<>(EventSpecs.roles(ALL.withStacks(Stacks.SOME), Registers.X86_64));
        assertEquals(EventRole.TASKS, order.getFirst());
        assertEquals(EventRole.MMAP_EXIT, order.getLast());
        assertTrue(order.indexOf(EventRole.MUNMAP_ENTER) < order.indexOf(EventRole.BRK_EXIT));
    }

    @Test
    void registersOfX86() {
        long stack = 1L << Linux.PERF_X86_SP() | 1L << Linux.PERF_X86_BP() | 1L << Linux.PERF_X86_IP();
        long mmap = 1L << Linux.PERF_X86_AX()
                | 1L << Linux.PERF_X86_SI()
                | 1L << Linux.PERF_X86_DX()
                | 1L << Linux.PERF_X86_R10()
                | 1L << Linux.PERF_X86_R8()
                | 1L << Linux.PERF_X86_R9();
        assertEquals(mmap | stack, mask(EventRole.MMAP_EXIT, ALL, Registers.X86_64));
        assertEquals(mmap, mask(EventRole.MMAP_EXIT, ALL.withStacks(Stacks.SOME), Registers.X86_64));
        assertEquals(
                1L << Linux.PERF_X86_DI() | 1L << Linux.PERF_X86_SI(),
                mask(EventRole.MUNMAP_ENTER, ALL, Registers.X86_64));
    }

    @Test
    void registersOfArm64() {
        long stack = 1L << 29 | 1L << 30 | 1L << 31 | 1L << 32;
        assertEquals(0b111111 | stack, mask(EventRole.MMAP_EXIT, ALL, Registers.ARM64));
        assertEquals(0b11, mask(EventRole.MUNMAP_ENTER, ALL, Registers.ARM64));
        assertEquals(0b111, mask(EventRole.MPROTECT_ENTER, ALL, Registers.ARM64));
    }

    @Test
    void stacksAreTakenAsChosen() {
        long chain = Linux.PERF_SAMPLE_CALLCHAIN();
        assertTrue(samples(EventRole.MMAP_EXIT, ALL, chain));
        assertFalse(samples(EventRole.MMAP_EXIT, ALL.withStacks(Stacks.SOME), chain));
        assertTrue(samples(EventRole.MMAP_STACK, ALL.withStacks(Stacks.SOME), chain));
        assertFalse(samples(EventRole.BRK_EXIT, ALL.withStacks(Stacks.NONE), chain));
        assertFalse(samples(EventRole.MUNMAP_ENTER, ALL, chain));
        assertTrue(samples(EventRole.MMAP_EXIT, ALL.withMapStackBytes(64), Linux.PERF_SAMPLE_STACK_USER()));
        assertFalse(samples(EventRole.MMAP_EXIT, ALL, Linux.PERF_SAMPLE_STACK_USER()));
    }

    @Test
    void noEventTakesThePeriodOrRawData() {
        for (EventRole role : EventSpecs.roles(ALL.withLatency(), Registers.X86_64)) {
            if (!role.tracepoint().isEmpty()) {
                assertFalse(samples(role, ALL, Linux.PERF_SAMPLE_PERIOD() | Linux.PERF_SAMPLE_RAW()), role.name());
            }
        }
    }
}
