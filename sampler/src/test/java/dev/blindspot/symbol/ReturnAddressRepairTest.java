package dev.blindspot.symbol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.blindspot.elf.Arch;
import dev.blindspot.elf.UnwindRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReturnAddressRepairTest {
    private static final CodeMap MAP = new CodeMap(List.of());
    private static final long SP = 0xc000_1000L;
    private static final long LEAF = 0x40_1000;
    private static final long CALLER = 0x40_2000;

    private final Map<Long, Long> rules = new HashMap<>();
    private final long[] stack = new long[64];

    @Test
    void amd64FunctionWithItsFrameSetUpMissesNothing() {
        rules.put(LEAF, UnwindRule.go(24));
        stack[3] = CALLER;
        assertEquals(List.of(), repair(Arch.AMD64, SP + 16, 0));
    }

    @Test
    void amd64LeafWithoutFrameMissesItsCaller() {
        rules.put(LEAF, UnwindRule.go(0));
        stack[0] = CALLER;
        assertEquals(List.of(CALLER), repair(Arch.AMD64, SP + 0x80, 0));
    }

    @Test
    void amd64PrologueMissesTheCaller() {
        rules.put(LEAF, UnwindRule.go(24));
        stack[3] = CALLER;
        assertEquals(List.of(CALLER), repair(Arch.AMD64, SP + 0x80, 0));
    }

    @Test
    void whatWasNotCapturedIsNotInvented() {
        rules.put(LEAF, UnwindRule.go(64 * 8));
        assertEquals(List.of(), repair(Arch.AMD64, SP + 0x8000, 0));
    }

    @Test
    void codeOfWhichNothingIsKnownLeavesTheChainAlone() {
        stack[0] = CALLER;
        assertEquals(List.of(), repair(Arch.AMD64, SP + 0x80, 0));
        assertEquals(List.of(), repair(Arch.ARM64, SP + 0x80, CALLER));
    }

    @Test
    void arm64LeafHasItsCallerInTheLinkRegister() {
        rules.put(LEAF, UnwindRule.go(0));
        assertEquals(List.of(CALLER), repair(Arch.ARM64, SP + 0x80, CALLER));
    }

    @Test
    void arm64FunctionWithItsFrameSetUpMissesNothing() {
        rules.put(LEAF, UnwindRule.go(48));
        stack[0] = CALLER;
        assertEquals(List.of(), repair(Arch.ARM64, SP - 8, 0x40_3000));
    }

    @Test
    void arm64PrologueHasSavedTheCallerAtTheStackPointer() {
        rules.put(LEAF, UnwindRule.go(48));
        stack[0] = CALLER;
        assertEquals(List.of(CALLER), repair(Arch.ARM64, SP + 0x80, 0x40_3000));
    }

    @Test
    void fromLibcToTheGoCodeThatCalledIt() {
        rules.put(LEAF, cfa(8, 8, 0));
        rules.put(CALLER - 1, cfa(48, 8, 0));
        rules.put(CALLER + 0xfff, UnwindRule.go(16));
        stack[0] = CALLER;
        stack[6] = CALLER + 0x1000;
        assertEquals(List.of(CALLER, CALLER + 0x1000), repair(Arch.AMD64, SP + 0x8000, 0));
    }

    @Test
    void cCodeWithAFramePointerEndsTheSearch() {
        rules.put(LEAF, cfa(8, 8, 0));
        rules.put(CALLER - 1, UnwindRule.of(false, 16, 8, 16));
        stack[0] = CALLER;
        assertEquals(List.of(CALLER), repair(Arch.AMD64, SP + 0x28, 0));
    }

    /** malloc keeps data in rbp: the kernel walked from that. Go's own frame is beyond the captured stack. */
    @Test
    void cCodeThatUsesTheFramePointerBreaksTheChain() {
        rules.put(LEAF, cfa(8, 8, 0));
        rules.put(CALLER - 1, cfa(64, 8, 16));
        rules.put(CALLER + 0xfff, UnwindRule.go(16));
        stack[0] = CALLER;
        stack[7] = 0xc0_0000_0000L;
        stack[8] = CALLER + 0x1000;
        ReturnAddressRepair repair = new ReturnAddressRepair(this::rule, Arch.AMD64);
        assertEquals(2, repair.repair(MAP, LEAF, SP, 0x1234, 0, this::word, 512));
        assertFalse(repair.chainHolds());
        assertEquals(2, repair.repair(MAP, LEAF, SP, 0xc0_0000_0000L, 0, this::word, 512));
        assertTrue(repair.chainHolds());
    }

    @Test
    void goCallersOnTheSameStackAreWalkedByTheFramePointerTheyHad() {
        rules.put(LEAF, cfa(64, 8, 16));
        rules.put(CALLER - 1, UnwindRule.go(16));
        stack[6] = SP + 0x60;
        stack[7] = CALLER;
        stack[12] = SP + 0x80;
        stack[13] = CALLER + 0x10;
        stack[16] = 0;
        stack[17] = CALLER + 0x20;
        assertEquals(List.of(CALLER, CALLER + 0x10, CALLER + 0x20), repair(Arch.AMD64, 0x1234, 0));
    }

    @Test
    void arm64LibcLeafHasItsCallerInTheLinkRegisterWithoutSignature() {
        rules.put(LEAF, cfa(0, 0, 0));
        assertEquals(List.of(CALLER), repair(Arch.ARM64, SP + 0x80, 0x00ab_0000_0000_0000L | CALLER));
    }

    @Test
    void arm64FrameRecordOfC() {
        rules.put(LEAF, cfa(0, 0, 0));
        rules.put(CALLER - 1, cfa(32, 24, 32));
        assertEquals(List.of(CALLER), repair(Arch.ARM64, SP, CALLER));
    }

    @Test
    void aFramePointerThatIsNoAddressOfAWordIsNotFollowed() {
        rules.put(LEAF, cfa(64, 8, 16));
        rules.put(CALLER - 1, UnwindRule.go(16));
        stack[6] = SP + 0x61;
        stack[7] = CALLER;
        assertEquals(List.of(CALLER), repair(Arch.AMD64, 0x1234, 0));
    }

    @Test
    void aLoopInTheRulesEnds() {
        rules.put(LEAF, cfa(0, 0, 0));
        rules.put(LEAF - 1, cfa(0, 0, 0));
        assertEquals(List.of(LEAF), repair(Arch.ARM64, SP + 0x80, LEAF));
    }

    private static long cfa(int offset, int returnAddressDepth, int framePointerDepth) {
        return UnwindRule.of(true, offset, returnAddressDepth, framePointerDepth);
    }

    private long rule(CodeMap map, long pc) {
        return rules.getOrDefault(pc, UnwindRule.UNKNOWN);
    }

    private long word(int offset) {
        assertEquals(0, offset % 8);
        return stack[offset / 8];
    }

    @Test
    void goCallersOfCAreReadOfTheGoroutine() {
        long frame = 0xd000_0000L;
        long cgocall = 0x40_3000;
        long wrapper = 0x40_4000;
        Map<Long, Long> goroutine =
                Map.of(frame, frame + 64, frame + 8, wrapper, frame + 64, 0L, frame + 72, 0x40_5000L);
        rules.put(
                LEAF,
                UnwindRule.of(true, 24, 8, 16)); // C that has saved the frame pointer and uses it for something else
        stack[1] = frame;
        stack[2] = cgocall;
        rules.put(cgocall - 1, UnwindRule.go(0));
        rules.put(wrapper - 1, UnwindRule.go(0));
        rules.put(0x40_5000L - 1, UnwindRule.go(0));
        ReturnAddressRepair repair =
                new ReturnAddressRepair(this::rule, Arch.AMD64, address -> goroutine.getOrDefault(address, 0L));

        int count = repair.repair(MAP, LEAF, SP, 17, 0, this::word, stack.length * 8);

        assertFalse(repair.chainHolds());
        assertEquals(
                List.of(cgocall, wrapper, 0x40_5000L),
                IntStream.range(0, count).mapToObj(repair::missing).toList());
    }

    @Test
    void whatIsNoGoCodeOnTheGoroutineEndsTheWalk() {
        long frame = 0xd000_0000L;
        rules.put(LEAF, UnwindRule.of(true, 24, 8, 16));
        stack[1] = frame;
        stack[2] = CALLER;
        rules.put(CALLER - 1, UnwindRule.go(0));
        ReturnAddressRepair repair = new ReturnAddressRepair(this::rule, Arch.AMD64, address -> 0x1234_5678L);

        assertEquals(1, repair.repair(MAP, LEAF, SP, 17, 0, this::word, stack.length * 8));
    }

    private List<Long> repair(Arch arch, long fp, long lr) {
        ReturnAddressRepair repair = new ReturnAddressRepair(this::rule, arch);
        int count = repair.repair(MAP, LEAF, SP, fp, lr, this::word, stack.length * 8);
        return IntStream.range(0, count).mapToObj(repair::missing).toList();
    }
}
