package dev.blindspot.cli;

import dev.blindspot.model.SamplerException;
import dev.blindspot.sample.Inspector;
import picocli.CommandLine.Model.CommandSpec;

/** {@code --freeze}: the target stands still while it is looked at. */
final class FreezeOption implements ArgumentGroup {
    private final Flag freeze = new Flag(
            "--freeze",
            "stop the target while it is read, each time, so that all numbers of a look are of one instant");

    @Override
    public void addTo(CommandSpec command) {
        freeze.addTo(command);
    }

    /** Has a process looked at as is asked for. */
    void applyTo(Inspector inspector) {
        if (freeze.isGiven()) {
            inspector.freeze();
        }
    }

    /**
     * Checks that it is not a command that is to be stopped: this process waits for it as its parent, and would take the
     * stop for its end.
     *
     * @throws SamplerException.Usage if it is
     */
    void mustNotStart(TargetOptions target) {
        if (freeze.isGiven() && !target.command().isEmpty()) {
            throw new SamplerException.Usage("--freeze: a command that is started here cannot be stopped: give a PID");
        }
    }
}
