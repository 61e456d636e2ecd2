package dev.blindspot.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** An option without a value: it is there or not. */
final class Flag implements ArgumentGroup {
    private final OptionSpec spec;

    Flag(String name, String description) {
        spec = OptionSpec.builder(name).description(description).build();
    }

    @Override
    public void addTo(CommandSpec command) {
        command.addOption(spec);
    }

    boolean isGiven() {
        Boolean value = spec.getValue();
        return value != null && value;
    }
}
