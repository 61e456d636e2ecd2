package dev.blindspot.sample;

import dev.blindspot.elf.BuildIds;
import dev.blindspot.elf.ElfFile;
import dev.blindspot.elf.ElfFormatException;
import dev.blindspot.elf.GoBuildInfo;
import dev.blindspot.elf.Pclntab;
import dev.blindspot.linux.proc.ExecutableLink;
import dev.blindspot.model.Note;
import dev.blindspot.model.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads what a process is, from its executable: once, before anything is sampled. */
final class TargetReader {
    /** Go minor versions up to this are known. */
    private static final int NEWEST_GO = 27;

    private TargetReader() {}

    /** A target with what could not be told about it. */
    record Identified(Target target, List<Note> notes) {}

    /** Identifies a process; an executable that cannot be read leaves its facts null, with a note. */
    static Identified read(int pid, String comm, Instant startedAt) {
        String exe = new ExecutableLink(pid).text();
        if (exe.isEmpty()) {
            return unread(pid, comm, "", startedAt, "the executable's name cannot be read");
        }
        try (ElfFile file = ElfFile.open(Path.of("/proc/" + pid + "/exe"))) {
            return of(file, pid, comm, exe, startedAt);
        } catch (ElfFormatException e) {
            return unread(
                    pid, comm, exe, startedAt, "the executable is no ELF file Blindspot reads: " + e.getMessage());
        } catch (IOException e) {
            return unread(pid, comm, exe, startedAt, "the executable cannot be read");
        }
    }

    private static Identified of(ElfFile file, int pid, String comm, String exe, Instant startedAt)
            throws ElfFormatException {
        List<Note> notes = new ArrayList<>();
        GoBuildInfo go = GoBuildInfo.of(file);
        boolean functions = Pclntab.of(file) != null;
        if (go == null) {
            notes.add(new Note("not-go", "not built by Go 1.18 or later, so only the kernel's view of it is shown"));
        } else if (go.minor() > NEWEST_GO) {
            notes.add(new Note(
                    "go-version-unknown",
                    go.version() + " is newer than this version of Blindspot knows (go1." + NEWEST_GO + ")"));
        }
        Target target = new Target(
                pid,
                comm,
                exe,
                startedAt,
                go == null ? null : go.version(),
                go == null ? List.of() : go.experiments(),
                file.arch().goName(),
                file.isStripped(),
                file.isPositionIndependent(),
                go == null ? null : go.cgo(),
                BuildIds.of(file).preferred(),
                go == null ? null : go.modulePath(),
                !file.isStripped() ? "symtab" : functions ? "pclntab" : "none",
                "none");
        return new Identified(target, notes);
    }

    private static Identified unread(int pid, String comm, String exe, Instant startedAt, String why) {
        Target target = new Target(
                pid, comm, exe, startedAt, null, List.of(), null, null, null, null, null, null, "none", "none");
        return new Identified(target, List.of(new Note("executable-unread", why)));
    }
}
