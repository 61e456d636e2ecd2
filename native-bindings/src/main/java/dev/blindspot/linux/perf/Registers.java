package dev.blindspot.linux.perf;

import dev.blindspot.linux.Machine;
import dev.blindspot.linux.bindings.Linux;
import java.util.List;

/**
 * Which of a sample's user registers holds what, on one machine.
 *
 * <p>A syscall's arguments are in {@code argument(0..5)}, at its enter and, but for what {@code returned} overwrites,
 * at its exit: on arm64 the first argument is gone by then.
 *
 * <p>Source: asm/perf_regs.h; syscall(2), Architecture calling conventions.
 *
 * @param arguments registers of the syscall arguments
 * @param goArguments registers of the first four words of a Go function's arguments
 * @param returned register of the result, of a syscall and of a C function
 * @param stackPointer SP
 * @param framePointer BP, x29
 * @param link register of the return address of a leaf function, -1 on a machine that has none
 * @param instructionPointer IP, PC
 */
public record Registers(
        List<Integer> arguments,
        List<Integer> goArguments,
        int returned,
        int stackPointer,
        int framePointer,
        int link,
        int instructionPointer) {
    public static final Registers X86_64 = new Registers(
            List.of(
                    Linux.PERF_X86_DI(),
                    Linux.PERF_X86_SI(),
                    Linux.PERF_X86_DX(),
                    Linux.PERF_X86_R10(),
                    Linux.PERF_X86_R8(),
                    Linux.PERF_X86_R9()),
            // AX, BX, CX and DX follow each other.
            List.of(Linux.PERF_X86_AX(), Linux.PERF_X86_AX() + 1, Linux.PERF_X86_DX() - 1, Linux.PERF_X86_DI()),
            Linux.PERF_X86_AX(),
            Linux.PERF_X86_SP(),
            Linux.PERF_X86_BP(),
            -1,
            Linux.PERF_X86_IP());

    public static final Registers ARM64 = new Registers(
            List.of(0, 1, 2, 3, 4, 5).stream()
                    .map(n -> Linux.PERF_ARM64_X0() + n)
                    .toList(),
            List.of(0, 1, 2, 3).stream().map(n -> Linux.PERF_ARM64_X0() + n).toList(),
            Linux.PERF_ARM64_X0(),
            Linux.PERF_ARM64_SP(),
            Linux.PERF_ARM64_FP(),
            Linux.PERF_ARM64_LR(),
            Linux.PERF_ARM64_PC());

    /** Those of this machine; a constant, each number of which the compiler knows. */
    public static final Registers HERE = Machine.ARM64 ? ARM64 : X86_64;

    /** The register of an argument, 0 to 5. */
    public int argument(int index) {
        return arguments.get(index);
    }

    /** The register of a word of a Go function's arguments, 0 to 3: cmd/compile/abi-internal.md. */
    public int goArgument(int index) {
        return goArguments.get(index);
    }

    long goArgumentMask() {
        long mask = 0;
        for (int register : goArguments) {
            mask |= 1L << register;
        }
        return mask;
    }

    /** A mask of these arguments. */
    long argumentMask(int... indexes) {
        long mask = 0;
        for (int index : indexes) {
            mask |= 1L << argument(index);
        }
        return mask;
    }

    long returnedMask() {
        return 1L << returned;
    }

    /** A mask of what putting a stack back together takes. */
    long stackMask() {
        return 1L << stackPointer | 1L << framePointer | 1L << instructionPointer | (link < 0 ? 0 : 1L << link);
    }

    /** Whether the first argument cannot be read at the exit of a syscall. */
    boolean exitHidesFirstArgument() {
        return argument(0) == returned;
    }
}
