package dev.blindspot.cli;

import dev.blindspot.model.SamplerException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Names of files. */
final class PathConverter implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
        try {
            return path(text);
        } catch (SamplerException.Usage e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /**
     * The same where a file is only one of what a text can be.
     *
     * @throws SamplerException.Usage if no file can have this name
     */
    static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new SamplerException.Usage("'" + text + "' can name no file: " + e.getReason());
        }
    }
}
