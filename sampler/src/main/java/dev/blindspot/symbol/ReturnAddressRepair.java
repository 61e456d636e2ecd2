package dev.blindspot.symbol;

import dev.blindspot.elf.Arch;
import dev.blindspot.elf.UnwindRule;

/**
 * Finds the callers that a walk by frame pointer left out between a sample's leaf and the next address of its chain.
 *
 * <p>A function that has not set up its frame (Go's memmove and system call stubs, a prologue, most of libc) has its
 * caller's frame pointer in the register: the walk then starts at the caller's caller. Go's tables and the call frame
 * information of C say where the return address lies below the stack pointer, and a few words of captured stack hold
 * it. In Go code exactly one caller can be missing. From C code the walk goes on, caller by caller, until one whose
 * frame the frame pointer marks, or Go code: from there on the chain is right, if C left the frame pointer alone.
 * glibc's malloc does not: then {@link #chainHolds} is false, and the frame pointer that Go had, put back by C's own call
 * frame information, tells where its frames are. A cgo call runs C on the thread's stack and has left Go's frames on the
 * goroutine's, which no sample carries: those are read of the target, as they are by then. A goroutine that calls C again and
 * again has the same frames at the same place; one that has moved on is told by {@link CgoCallers}.
 *
 * <p>For Go 128 bytes of stack nearly always do. From mmap in libc's malloc or pthread_create down to Go it takes some
 * 500 bytes: 1 KiB with events that are rare anyway is well spent.
 *
 * <p><i>Threads.</i> One. Allocates nothing.
 */
public final class ReturnAddressRepair {
    /** Where the rules of code come from: {@link Symbolizer#unwindRule}. */
    @FunctionalInterface
    public interface Rules {
        /** The {@link UnwindRule} at an address. */
        long at(CodeMap map, long pc);
    }

    /** The words a sample carries of the stack. */
    @FunctionalInterface
    public interface StackWords {
        /** The word so many bytes above the stack pointer: a multiple of 8, within what was captured. */
        long at(int offset);
    }

    private static final int MAX_MISSING = 64;
    private static final long UNREADABLE = 0;
    /** On arm64 the bits above may hold a signature of the address. */
    private static final long ARM64_ADDRESS_BITS = 0xffff_ffff_ffffL;

    /** The target's memory as it is now. */
    @FunctionalInterface
    public interface RemoteWords {
        /** The word at an address; 0 where it cannot be read. */
        long at(long address);
    }

    private final Rules rules;
    private final RemoteWords remote;
    private final boolean hasLinkRegister;
    private final long[] missing = new long[MAX_MISSING];
    private int count;
    private boolean chainHolds;

    private StackWords stack = offset -> UNREADABLE;
    private int stackBytes;
    private long stackPointer;

    public ReturnAddressRepair(Rules rules, Arch arch) {
        this(rules, arch, address -> UNREADABLE);
    }

    /** The same with a look at the goroutine's stack where C was called from one. */
    public ReturnAddressRepair(Rules rules, Arch arch, RemoteWords remote) {
        this.rules = rules;
        this.remote = remote;
        this.hasLinkRegister = arch == Arch.ARM64;
    }

    /**
     * Looks for what is missing after a leaf.
     *
     * @param pc where the sample was taken
     * @param sp stack pointer there
     * @param fp frame pointer there: rbp, x29
     * @param lr link register there; of no meaning on amd64
     * @param stack the captured words from {@code sp} on
     * @param bytes how many bytes of them
     * @return how many return addresses come between the leaf and the rest of the chain
     */
    public int repair(CodeMap map, long pc, long sp, long fp, long lr, StackWords stack, int bytes) {
        this.stack = stack;
        this.stackBytes = bytes;
        this.stackPointer = sp;
        count = 0;
        chainHolds = true;
        long rule = rules.at(map, pc);
        if (UnwindRule.isGo(rule)) {
            add(hasLinkRegister ? goCallerArm64(rule, sp, fp, lr) : goCallerAmd64(rule, sp, fp));
        } else {
            callersOfC(map, rule, sp, fp, lr);
        }
        return count;
    }

    /** The missing return address at an index, the leaf's own caller first. */
    public long missing(int index) {
        return missing[index];
    }

    /** Whether the rest of the chain, as the kernel walked it, is not known to be wrong. */
    public boolean chainHolds() {
        return chainHolds;
    }

    /** With the frame set up the caller's frame pointer lies right below the return address, and rbp points there. */
    private long goCallerAmd64(long rule, long sp, long fp) {
        long returnAddressAt = sp + UnwindRule.cfaOffset(rule);
        return fp == returnAddressAt - 8 ? UNREADABLE : word(returnAddressAt);
    }

    /** Go keeps the return address at the stack pointer and the caller's frame pointer below it. */
    private long goCallerArm64(long rule, long sp, long fp, long lr) {
        if (UnwindRule.cfaOffset(rule) == 0) {
            return lr;
        }
        return fp == sp - 8 ? UNREADABLE : word(sp);
    }

    private void callersOfC(CodeMap map, long leafRule, long sp, long sampledFp, long lr) {
        long rule = leafRule;
        long base = sp;
        long fp = sampledFp;
        while ((UnwindRule.isByStackPointer(rule) || UnwindRule.isByFramePointer(rule)) && count < MAX_MISSING) {
            long cfa = (UnwindRule.isByStackPointer(rule) ? base : fp) + UnwindRule.cfaOffset(rule);
            int fpDepth = UnwindRule.framePointerDepth(rule);
            boolean frameSetUp = fp == sampledFp && fpDepth != 0 && cfa - fpDepth == fp;
            int returnAddressDepth = UnwindRule.returnAddressDepth(rule);
            long caller = returnAddressDepth != 0 ? word(cfa - returnAddressDepth) : count == 0 ? lr : UNREADABLE;
            long callerFp = fpDepth == 0 ? fp : word(cfa - fpDepth);
            if (frameSetUp || caller == UNREADABLE || !isReadable(fpDepth, cfa)) {
                return;
            }
            add(hasLinkRegister ? caller & ARM64_ADDRESS_BITS : caller);
            chainHolds = callerFp == sampledFp;
            base = cfa;
            fp = callerFp;
            rule = rules.at(map, missing[count - 1] - 1);
        }
        if (!chainHolds && UnwindRule.isGo(rule)) {
            if (holds(fp)) {
                callersByFramePointer(fp);
            } else {
                callersOnOtherStack(map, fp);
            }
        }
    }

    /** The same walk on a stack no sample carries: whatever is not Go code ends it. */
    private void callersOnOtherStack(CodeMap map, long goFramePointer) {
        long fp = goFramePointer;
        while (fp != 0 && (fp & 7) == 0 && count < MAX_MISSING) {
            long callerFp = remote.at(fp);
            long caller = remote.at(fp + 8);
            if (caller == UNREADABLE || !UnwindRule.isGo(rules.at(map, caller - 1))) {
                return;
            }
            add(caller);
            if (callerFp <= fp) {
                return;
            }
            fp = callerFp;
        }
    }

    /** The walk the kernel would have made with the frame pointer Go had: as far as the captured stack reaches. */
    private void callersByFramePointer(long goFramePointer) {
        long fp = goFramePointer;
        while (holds(fp) && holds(fp + 8) && count < MAX_MISSING) {
            add(word(fp + 8));
            long callerFp = word(fp);
            if (callerFp <= fp) {
                return;
            }
            fp = callerFp;
        }
    }

    private boolean isReadable(int depth, long cfa) {
        return depth == 0 || holds(cfa - depth);
    }

    private void add(long address) {
        if (address != UNREADABLE) {
            missing[count++] = address;
        }
    }

    private boolean holds(long address) {
        long at = address - stackPointer;
        return at >= 0 && at <= stackBytes - 8 && (at & 7) == 0;
    }

    private long word(long address) {
        return holds(address) ? stack.at((int) (address - stackPointer)) : UNREADABLE;
    }
}
