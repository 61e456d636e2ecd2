package dev.blindspot.cli;

import dev.blindspot.export.Output;
import dev.blindspot.model.FileReason;
import dev.blindspot.model.SamplerException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code -o} of the commands that write a document: standard output, a file, or a socket somebody listens on. */
final class OutputOption implements ArgumentGroup {
    private static final String STANDARD = "-";
    private static final int BUFFER_BYTES = 1 << 16;

    private final Argument<String> option = Argument.text(OptionSpec.builder("-o", "--output")
            .paramLabel("OUT")
            .description("write to a file, to a socket (unix:PATH), or to standard output (-, the default)"));

    private final String otherwise;

    OutputOption() {
        this(STANDARD);
    }

    private OutputOption(String otherwise) {
        this.otherwise = otherwise;
    }

    /** The same for an output that another option names. */
    static OutputOption to(String output) {
        return new OutputOption(output);
    }

    @Override
    public void addTo(CommandSpec command) {
        option.addTo(command);
    }

    /** Writes text, coloured where a terminal shows it. */
    void print(Function<Boolean, String> text) {
        write(out -> Output.attempt(
                () -> out.write(text.apply(isStandard() && Standard.colour()).getBytes(StandardCharsets.UTF_8))));
    }

    /**
     * Has a document written.
     *
     * @throws SamplerException.OutputFailed if the output cannot be opened, written or closed
     */
    void write(Consumer<OutputStream> document) {
        try (OutputStream out = open()) {
            document.accept(out);
        } catch (IOException e) {
            // What is still buffered when a reader has had enough is no failure.
            if (!Output.isReaderGone(e)) {
                throw new SamplerException.OutputFailed("cannot write " + name() + ": " + FileReason.of(e), e);
            }
        }
    }

    /** Its name in sentences. */
    String name() {
        return isStandard() ? "the output" : output();
    }

    /**
     * Checks that what is read is not what would be written.
     *
     * @throws SamplerException.Usage if it is
     */
    void mustNotBe(Path input) {
        try {
            Path file = PathConverter.path(output());
            if (!isStandard() && Files.exists(file) && Files.isSameFile(file, input)) {
                throw new SamplerException.Usage("-o: " + output() + " is what is read");
            }
        } catch (IOException e) {
            // What cannot be compared is another file.
        }
    }

    boolean isStandard() {
        return output().equals(STANDARD);
    }

    private String output() {
        return option.or(otherwise);
    }

    private OutputStream open() throws IOException {
        if (isStandard()) {
            return new BufferedOutputStream(Standard.keptOpen(), BUFFER_BYTES);
        }
        return new BufferedOutputStream(
                UnixSocket.isNamed(output())
                        ? Channels.newOutputStream(UnixSocket.connect(output()))
                        : Files.newOutputStream(PathConverter.path(output())),
                BUFFER_BYTES);
    }
}
