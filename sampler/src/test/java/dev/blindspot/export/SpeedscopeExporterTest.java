package dev.blindspot.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpeedscopeExporterTest {
    /** As the package speedscope 1.25.0 publishes it. */
    private static final String SCHEMA = "speedscope/file-format-schema.json";

    @TempDir
    private Path folder = Path.of("");

    private String export() {
        return new String(SumsFixture.export("speedscope", SumsFixture.write(folder)), StandardCharsets.UTF_8);
    }

    static Set<ValidationMessage> wrong(String document) throws IOException {
        try (InputStream schema = Objects.requireNonNull(SpeedscopeExporterTest.class.getResourceAsStream(SCHEMA))) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                    .getSchema(schema)
                    .validate(document, InputFormat.JSON);
        }
    }

    @Test
    void itKeepsThePublishedSchema() throws IOException {
        String document = export();

        assertEquals(Set.of(), wrong(document));
        assertEquals(false, wrong(document.replace("\"bytes\"", "\"bites\"")).isEmpty(), "the schema sees nothing");
    }

    @Test
    void profilesAddUpToTheReport() {
        Object document = JsonTree.object(export());

        assertEquals(
                List.of(
                        "outstanding 61440",
                        "mapped 90112",
                        "touched (page faults) 16384",
                        "resident (ledger) 67117056"),
                ((List<?>) Objects.requireNonNull(JsonTree.get(document, "profiles")))
                        .stream()
                                .map(profile -> JsonTree.get(profile, "name") + " " + JsonTree.get(profile, "endValue"))
                                .toList());
        List<?> frames = (List<?>) Objects.requireNonNull(JsonTree.get(document, "shared", "frames"));
        List<?> first = (List<?>) Objects.requireNonNull(JsonTree.get(document, "profiles", 0, "samples", 0));
        assertEquals(
                List.of("main.main", "main.(*cache[go.shape.struct { A int; B int }]).grow", "syscall.Mmap"),
                first.stream()
                        .map(index -> JsonTree.get(frames.get(((Long) index).intValue()), "name"))
                        .toList());
        assertEquals(40960L, JsonTree.get(document, "profiles", 0, "weights", 0));
    }
}
