package dev.blindspot.elf;

/** The instruction sets Blindspot reads, by Go's names. */
public enum Arch {
    AMD64("amd64", 62, 1, 8, 1),
    ARM64("arm64", 183, 4, 1027, 257);

    private final String goName;
    private final int machine;
    private final int instructionQuantum;
    private final int relativeRelocation;
    private final int absoluteRelocation;

    Arch(String goName, int machine, int instructionQuantum, int relativeRelocation, int absoluteRelocation) {
        this.goName = goName;
        this.machine = machine;
        this.instructionQuantum = instructionQuantum;
        this.relativeRelocation = relativeRelocation;
        this.absoluteRelocation = absoluteRelocation;
    }

    /** {@code amd64} or {@code arm64}. */
    public String goName() {
        return goName;
    }

    /** Bytes every instruction's length is a multiple of; Go's tables count program counters in it. */
    int instructionQuantum() {
        return instructionQuantum;
    }

    /** {@code R_X86_64_RELATIVE}, {@code R_AARCH64_RELATIVE}. */
    int relativeRelocation() {
        return relativeRelocation;
    }

    /** {@code R_X86_64_64}, {@code R_AARCH64_ABS64}. */
    int absoluteRelocation() {
        return absoluteRelocation;
    }

    static Arch ofMachine(int machine) throws ElfFormatException {
        for (Arch arch : values()) {
            if (arch.machine == machine) {
                return arch;
            }
        }
        throw new ElfFormatException("e_machine " + machine + " is neither x86-64 nor aarch64");
    }
}
