package dev.blindspot.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Finds processes by name in {@code /proc}. A process that ends meanwhile, or hides its executable, is passed over. */
final class ProcessNames {
    /** A process that matched, under the name that did. */
    record Named(int pid, String name) {}

    private ProcessNames() {}

    /** All processes but this one whose thread name or executable's file name the pattern is found in. */
    static List<Named> matching(Pattern pattern) {
        List<Named> found = new ArrayList<>();
        long self = ProcessHandle.current().pid();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                int pid = Integer.parseInt(process.getFileName().toString());
                for (String name : pid == self ? List.<String>of() : names(process)) {
                    if (pattern.matcher(name).find()) {
                        found.add(new Named(pid, name));
                        break;
                    }
                }
            }
        } catch (IOException e) {
            return found;
        }
        return found;
    }

    private static List<String> names(Path process) {
        List<String> names = new ArrayList<>();
        try {
            names.add(Files.readString(process.resolve("comm")).strip());
            Path executable = Files.readSymbolicLink(process.resolve("exe")).getFileName();
            if (executable != null) {
                names.add(executable.toString());
            }
        } catch (IOException e) {
            return names;
        }
        return names;
    }
}
