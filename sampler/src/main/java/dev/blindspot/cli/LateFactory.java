package dev.blindspot.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Picocli's own factory, made when the first object is asked for: as it is made it looks for Groovy, for which every library
 * on the class path is opened, and a command line seldom takes an object.
 */
final class LateFactory implements IFactory {
    /** What picocli knows of a command, yet nothing; null for one that does nothing of its own. */
    static CommandSpec specOf(@Nullable Object command) {
        return CommandSpec.wrapWithoutInspection(command, new LateFactory());
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        return CommandLine.defaultFactory().create(type);
    }
}
