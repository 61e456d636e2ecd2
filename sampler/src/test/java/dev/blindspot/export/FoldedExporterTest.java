package dev.blindspot.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldedExporterTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aStackIsALineWithItsOutstandingBytes() {
        assertEquals("""
                main.main;main.(*cache[go.shape.struct { A int: B int }]).grow;syscall.Mmap 53248
                [no stack] 8192
                """, new String(SumsFixture.export("folded", SumsFixture.write(folder)), StandardCharsets.UTF_8));
    }
}
