package dev.blindspot.golang.sched;

import dev.blindspot.elf.Arch;
import dev.blindspot.elf.UnwindRule;
import dev.blindspot.golang.layout.StructLayout;
import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.TargetMemory;
import dev.blindspot.golang.locate.UnreadableMemory;

/**
 * Walks the stack of a goroutine that does not run, by Go's own tables of stack depths.
 *
 * <p>A goroutine in a system call kept its caller's registers apart. The walk ends at the bottom of the stack, and where a
 * depth or an address cannot be.
 *
 * <p>Threads: one. Allocation: none per walk. Source: runtime/traceback.go, runtime/runtime2.go (Go 1.19 to 1.27).
 */
final class GoroutineWalker {
    static final int MAX_FRAMES = 512;
    private static final long MAX_STACK_BYTES = 1L << 32;

    private final TargetMemory memory;
    private final PcRules rules;
    private final boolean hasLinkRegister;
    private final int lowAt;
    private final int highAt;
    private final int pcAt;
    private final int spAt;
    private final int lrAt;
    private final int syscallPcAt;
    private final int syscallSpAt;
    private final long[] pcs = new long[MAX_FRAMES];

    GoroutineWalker(GoProcess process) {
        memory = process.memory();
        rules = new PcRules(process.functions());
        hasLinkRegister = process.layout().arch() == Arch.ARM64;
        StructLayout g = process.layout().struct("runtime.g");
        lowAt = g.offset("stack", "lo");
        highAt = g.offset("stack", "hi");
        pcAt = g.offset("sched", "pc");
        spAt = g.offset("sched", "sp");
        lrAt = g.offset("sched", "lr");
        syscallPcAt = g.offset("syscallpc");
        syscallSpAt = g.offset("syscallsp");
    }

    /** The addresses of the last walk: the first exact, the others to return to. */
    long[] pcs() {
        return pcs;
    }

    /** Walks; gives how many addresses there are. */
    int walk(long g, boolean inSyscall) throws UnreadableMemory {
        long low = memory.u64(g + lowAt);
        long high = memory.u64(g + highAt);
        boolean bySyscall = inSyscall && memory.u64(g + syscallSpAt) != 0;
        long pc = memory.u64(g + (bySyscall ? syscallPcAt : pcAt));
        long sp = memory.u64(g + (bySyscall ? syscallSpAt : spAt));
        long lr = memory.u64(g + lrAt);
        if (low <= 0 || high <= low || high - low > MAX_STACK_BYTES) {
            return 0;
        }
        int count = 0;
        while (pc != 0 && sp >= low && sp < high && count < MAX_FRAMES) {
            int known = rules.find(count == 0 ? pc : pc - 1);
            long rule = rules.rule(known);
            if (!UnwindRule.isGo(rule)) {
                break;
            }
            pcs[count++] = pc;
            if (rules.ends(known)) {
                break;
            }
            int depth = UnwindRule.cfaOffset(rule);
            if (hasLinkRegister) {
                pc = depth == 0 ? lr : word(sp, high);
                sp += depth;
                lr = 0;
            } else {
                pc = word(sp + depth, high);
                sp += depth + 8L;
            }
        }
        return count;
    }

    private long word(long address, long high) throws UnreadableMemory {
        return address + 8 <= high && (address & 7) == 0 ? memory.u64(address) : 0;
    }
}
