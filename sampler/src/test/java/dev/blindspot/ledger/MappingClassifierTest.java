package dev.blindspot.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.blindspot.linux.proc.MapsCursor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MappingClassifierTest {
    private static List<String> classify(String executable, boolean go, String... lines) {
        byte[] text = (String.join("\n", lines) + "\n").getBytes(UTF_8);
        MapsCursor cursor = new MapsCursor();
        MappingClassifier classifier = new MappingClassifier();
        classifier.forget(new long[0]);
        cursor.reset(MemorySegment.ofArray(text), text.length);
        while (cursor.next()) {
            classifier.meet(cursor);
        }
        assertEquals(0, cursor.malformed());
        classifier.begin(executable.getBytes(UTF_8), go);
        cursor.reset(MemorySegment.ofArray(text), text.length);
        List<String> categories = new ArrayList<>();
        while (cursor.next()) {
            categories.add(classifier.classify(cursor).contractName());
        }
        return categories;
    }

    private static final String[] GO_BINARY = {
        "00400000-02d3e000 r-xp 00000000 fe:00 9 /usr/bin/prometheus",
        "02d3e000-05d3e000 r--p 0293e000 fe:00 9 /usr/bin/prometheus",
        "05d3e000-05e00000 rw-p 0593e000 fe:00 9 /usr/bin/prometheus",
        "05e00000-05e60000 rw-p 00000000 00:00 0 ",
        "c000000000-c000400000 rw-p 00000000 00:00 0 ",
        "c000400000-c004000000 ---p 00000000 00:00 0 ",
    };

    @Test
    void aGoBinary() {
        assertEquals(
                List.of(
                        "go.binary.text",
                        "go.binary.rodata",
                        "go.binary.data",
                        "go.binary.bss",
                        "mmap.anon",
                        "mmap.anon"),
                classify("/usr/bin/prometheus", true, GO_BINARY));
        assertEquals(
                List.of("lib.text", "lib.data", "lib.data", "lib.data", "mmap.anon", "mmap.anon"),
                classify("/usr/bin/prometheus", false, GO_BINARY));
    }

    @Test
    void aBinaryThatWasReplaced() {
        assertEquals(
                List.of("go.binary.text"),
                classify("/opt/a b (deleted)", true, "00400000-00401000 r-xp 0 fe:00 9 /opt/a b (deleted)"));
    }

    @Test
    void bssMustTouchTheData() {
        assertEquals(
                List.of("go.binary.data", "mmap.anon", "mmap.anon"),
                classify(
                        "/x",
                        true,
                        "1000-2000 rw-p 0 fe:00 9 /x",
                        "3000-4000 rw-p 0 00:00 0 ",
                        "4000-5000 rw-p 0 00:00 0 "));
    }

    @Test
    void libraries() {
        assertEquals(
                List.of("lib.data", "lib.text", "lib.data", "mmap.anon", "lib.data", "lib.data", "mmap.file"),
                classify(
                        "/x",
                        true,
                        "1000-2000 r--p 0 fe:00 7 /lib/libc.so.6",
                        "2000-3000 r-xp 0 fe:00 7 /lib/libc.so.6",
                        "3000-4000 rw-p 0 fe:00 7 /lib/libc.so.6",
                        "4000-5000 rw-p 0 00:00 0 ",
                        "6000-7000 r--p 0 fe:00 8 /lib/p.so (deleted)",
                        "7000-8000 r--p 0 fe:00 12 /lib/p.so",
                        "8000-9000 r--p 0 fe:01 7 /var/data"));
    }

    @Test
    void whatHasNoFile() {
        assertEquals(
                List.of(
                        "c.heap",
                        "c.stacks",
                        "c.heap",
                        "c.stacks",
                        "mmap.anon",
                        "mmap.shared",
                        "mmap.shared",
                        "mmap.shared",
                        "mmap.shared",
                        "mmap.shared",
                        "mmap.file",
                        "mmap.file"),
                classify(
                        "/x",
                        true,
                        "1000-2000 rw-p 0 00:00 0 [heap]",
                        "2000-3000 rw-p 0 00:00 0 [stack]",
                        "3000-4000 rw-p 0 00:00 0 [anon: glibc: malloc arena]",
                        "4000-5000 rw-p 0 00:00 0 [anon: glibc: pthread stack: 77]",
                        "5000-6000 rw-p 0 00:00 0 [anon: Go: heap]",
                        "6000-7000 rw-s 0 00:01 5 [anon_shmem:x]",
                        "7000-8000 rw-s 0 00:01 6 /dev/zero (deleted)",
                        "8000-9000 rw-p 0 00:01 7 /memfd:buffer (deleted)",
                        "9000-a000 r-xs 0 00:01 8 /memfd:jit (deleted)",
                        "a000-b000 rw-s 0 00:01 9 /SYSV00000000 (deleted)",
                        "b000-c000 rw-p 0 00:05 4 /dev/zero",
                        "c000-d000 rw-s 0 00:19 4 /dev/shm/posix"));
    }

    @Test
    void special() {
        List<String> categories = classify(
                "/x",
                true,
                "1000-2000 r--p 0 00:00 0 [vvar]",
                "2000-3000 r--p 0 00:00 0 [vvar_vclock]",
                "3000-4000 r-xp 0 00:00 0 [vdso]",
                "4000-5000 rw-s 0 00:0e 3 anon_inode:[perf_event]",
                "5000-6000 rw-s 0 00:05 3 /dev/dri/card0",
                "200000-400000 rw-p 0 00:10 3 /anon_hugepage (deleted)",
                "ffffffffff600000-ffffffffff601000 --xp 0 00:00 0 [vsyscall]");
        assertEquals(List.of("special"), categories.stream().distinct().toList());
        assertEquals(7, categories.size());
    }

    @Test
    void manyFilesWithCode() {
        String[] lines = new String[3000];
        for (int i = 0; i < lines.length; i++) {
            String permissions = i % 2 == 0 ? "r-xp" : "r--p";
            lines[i] = String.format("%x-%x %s 0 fe:00 %d /f%d", i * 4096 + 4096, i * 4096 + 8192, permissions, i, i);
        }
        List<String> categories = classify("/x", true, lines);
        for (int i = 2; i < lines.length; i++) {
            assertEquals(i % 2 == 0 ? "lib.text" : "mmap.file", categories.get(i), lines[i]);
        }
    }
}
