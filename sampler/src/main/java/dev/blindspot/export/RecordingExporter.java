package dev.blindspot.export;

import dev.blindspot.model.Note;
import dev.blindspot.model.SamplerException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** Turns a recording into one format that other tools read. */
public interface RecordingExporter {
    /** The name {@code -f} takes. */
    String format();

    /**
     * Checks what can be checked before the output is opened, which would cost a file its content.
     *
     * @throws SamplerException if the recording does not hold what the format shows
     */
    default void check(Path recording) {}

    /**
     * Writes all of {@code recording} and flushes; a reader that is gone ends it early. {@code out} stays open.
     *
     * <p>Errors: {@link SamplerException.UnreadableRecording}, {@link SamplerException.OutputFailed}.
     *
     * @return what of the recording could not be read
     */
    List<Note> export(Path recording, OutputStream out);
}
