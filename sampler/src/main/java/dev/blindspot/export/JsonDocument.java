package dev.blindspot.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;

/** One JSON document on a stream that stays open, with a line end after it. */
public final class JsonDocument {
    static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .build();

    /** How the document is laid out. */
    public enum Style {
        INDENTED,
        ONE_LINE
    }

    /** What is in the document. */
    interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    private JsonDocument() {}

    /** Writes the document and flushes; false if the reader is gone. */
    static boolean write(OutputStream out, Style style, Content content) {
        return Output.attempt(() -> {
            try (JsonGenerator json = FACTORY.createGenerator(out)) {
                if (style == Style.INDENTED) {
                    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
                    json.setPrettyPrinter(
                            new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines));
                }
                content.write(json);
            }
            out.write('\n');
            out.flush();
        });
    }
}
