package dev.blindspot.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The process looked at.
 *
 * @param pid process id in our pid namespace
 * @param comm name of its main thread
 * @param exe path of the executable as the kernel gives it
 * @param startedAt start of the process
 * @param goVersion {@code go1.24.4}; null if it is no Go process
 * @param goExperiments experiments named in the version, without {@code X:}
 * @param arch {@code amd64} or {@code arm64}; null if the executable could not be read
 * @param stripped no symbol table; null if the executable could not be read
 * @param pie position independent executable; null likewise
 * @param cgo whether C code is linked in, from Go's build info; null if it does not say
 * @param buildId GNU build id, else Go's; null if none
 * @param modulePath main module of the Go program; null if unknown
 * @param symbols {@code symtab}, {@code pclntab} or {@code none}
 * @param layout {@code table}, {@code types} or {@code none}: how the runtime's structures are known
 */
public record Target(
        int pid,
        String comm,
        String exe,
        Instant startedAt,
        @Nullable String goVersion,
        List<String> goExperiments,
        @Nullable String arch,
        @Nullable Boolean stripped,
        @Nullable Boolean pie,
        @Nullable Boolean cgo,
        @Nullable String buildId,
        @Nullable String modulePath,
        String symbols,
        String layout) {
    public Target {
        goExperiments = List.copyOf(goExperiments);
    }

    /** The minor version of Go: 24 of {@code go1.24.4}; -1 if it is no Go process or none of version 1. */
    public int goMinor() {
        if (goVersion == null || !goVersion.startsWith("go1.")) {
            return -1;
        }
        int end = 4;
        while (end < goVersion.length() && Character.isDigit(goVersion.charAt(end))) {
            end++;
        }
        return end == 4 || end > 7 ? -1 : Integer.parseInt(goVersion.substring(4, end));
    }

    /** The same with how the runtime's structures are known. */
    public Target withLayout(String known) {
        return new Target(
                pid,
                comm,
                exe,
                startedAt,
                goVersion,
                goExperiments,
                arch,
                stripped,
                pie,
                cgo,
                buildId,
                modulePath,
                symbols,
                known);
    }
}
