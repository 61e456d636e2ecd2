package dev.blindspot.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Picocli's own factory, made when the first object is asked for: as it is made it looks for Groovy, for which every library
 * on the class path is opened, and a command line seldom takes an object.
 */
final class LateFactory implements IFactory {
    /** A spec of no command: one to be filled, or what stands in a field until picocli puts the command's own there. */
    static CommandSpec emptySpec() {
        return CommandSpec.wrapWithoutInspection(null, new LateFactory());
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        return CommandLine.defaultFactory().create(type);
    }
}
