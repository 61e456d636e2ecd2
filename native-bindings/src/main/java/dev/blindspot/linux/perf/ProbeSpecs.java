package dev.blindspot.linux.perf;

/**
 * The events at probes: what each role needs of a sample.
 *
 * <p>A C function has its first three arguments where a system call has them.
 *
 * <p>A probe of Go code is past the check of the stack, and never at a return. Its arguments are where Go's own calling
 * convention has them since Go 1.17 (amd64) and 1.18 (arm64), see {@link Registers#goArgument}.
 */
public final class ProbeSpecs {
    private ProbeSpecs() {}

    /**
     * The event of a role at a probe.
     *
     * @param maxStack frames of a stack at most, where the role has one
     * @param stackBytes bytes of user stack with each stack
     */
    public static EventSpec of(UprobeSource source, EventRole role, Uprobe probe, int maxStack, int stackBytes) {
        Registers registers = Registers.HERE;
        EventAttr attr = source.at(probe);
        EventAttr filled = switch (role) {
            case DLOPEN_ENTER, DLCLOSE_ENTER, MALLOC_ENTER ->
                stack(attr.registers(registers.argumentMask(0)), registers, maxStack, stackBytes);
            case DLOPEN_EXIT, DLCLOSE_EXIT, MALLOC_EXIT -> attr.registers(registers.returnedMask());
            case PLUGIN_OPEN, SET_FINALIZER, ADD_CLEANUP ->
                stack(attr.registers(registers.goArgumentMask()), registers, maxStack, stackBytes);
            case CALLOC_ENTER, REALLOC_ENTER, MEMALIGN_ENTER ->
                stack(attr.registers(registers.argumentMask(0, 1)), registers, maxStack, stackBytes);
            case FREE_ENTER -> attr.registers(registers.argumentMask(0));
            default -> throw new IllegalArgumentException(role + " is no probe");
        };
        return EventSpec.unfiltered(role, filled, RingKind.PROBES);
    }

    private static EventAttr stack(EventAttr attr, Registers registers, int maxStack, int stackBytes) {
        return attr.callchain(maxStack).registers(registers.stackMask()).userStack(stackBytes);
    }
}
