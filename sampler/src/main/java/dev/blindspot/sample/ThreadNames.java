package dev.blindspot.sample;

import dev.blindspot.model.SamplerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** The names of a process's threads, as the kernel's filters see them. */
final class ThreadNames {
    private ThreadNames() {}

    /**
     * The distinct names; a character a byte. A thread that ends meanwhile is left out.
     *
     * @throws SamplerException.NoSuchProcess if there is no such process
     */
    static Set<String> of(int pid) {
        Set<String> names = new LinkedHashSet<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads) {
                name(thread, names);
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            throw new SamplerException.NoSuchProcess("there is no process " + pid);
        }
        return names;
    }

    private static void name(Path thread, Set<String> names) {
        try {
            String comm = new String(Files.readAllBytes(thread.resolve("comm")), StandardCharsets.ISO_8859_1);
            names.add(comm.endsWith("\n") ? comm.substring(0, comm.length() - 1) : comm);
        } catch (IOException e) {
            // It ended between the listing and here; it maps nothing any more.
            return;
        }
    }
}
