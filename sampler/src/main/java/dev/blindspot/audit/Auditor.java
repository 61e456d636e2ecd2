package dev.blindspot.audit;

import dev.blindspot.elf.ElfFile;
import dev.blindspot.elf.ElfFormatException;
import dev.blindspot.elf.GoBuildInfo;
import dev.blindspot.elf.Pclntab;
import dev.blindspot.model.BinaryAudit;
import dev.blindspot.model.FileReason;
import dev.blindspot.model.Note;
import dev.blindspot.model.SamplerException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a Go program's file tells of it. */
public final class Auditor {
    /** Go's own assembly through which C calls Go: there wherever {@code runtime/cgo} is. */
    private static final String CGO_BRIDGE = "crosscall2";

    private static final String RUNTIME_MAIN = "runtime.main";

    private Auditor() {}

    /**
     * Audits a file.
     *
     * @throws SamplerException.NoSuchProcess if there is no such file
     * @throws SamplerException.NotPermitted if it may not be read
     * @throws SamplerException.NotGo if it cannot be read, or is no program of Go 1.18 or later for amd64 or arm64
     */
    public static BinaryAudit audit(Path path) {
        if (Files.isDirectory(path)) {
            throw new SamplerException.NotGo(path + " is a directory, not a Go program");
        }
        try (ElfFile file = ElfFile.open(path)) {
            return audit(path.toString(), file);
        } catch (ElfFormatException e) {
            throw new SamplerException.NotGo(path + " is no Go program: " + e.getMessage());
        } catch (NoSuchFileException e) {
            throw new SamplerException.NoSuchProcess("there is no file " + path);
        } catch (AccessDeniedException e) {
            throw new SamplerException.NotPermitted(
                    "cannot read " + path + ": permission denied; its owner can permit it with chmod +r");
        } catch (IOException e) {
            throw new SamplerException.NotGo("cannot read " + path + ": " + FileReason.of(e));
        } catch (InternalError e) {
            // What the JVM makes of SIGBUS: the file was cut short after it was mapped.
            throw new SamplerException.NotGo(path + " was changed while it was read");
        }
    }

    /**
     * Audits an open file.
     *
     * @throws ElfFormatException if it is no Go program, or a damaged one
     */
    static BinaryAudit audit(String name, ElfFile file) throws ElfFormatException {
        Pclntab table = Pclntab.of(file);
        GoBuildInfo build = GoBuildInfo.of(file);
        if (table == null) {
            throw new ElfFormatException(
                    build == null
                            ? "no code of Go 1.18 or later is in it"
                            : build.version() + " built it, but its symbol table is not found");
        }
        boolean cgo = false;
        int runtimeMain = -1;
        for (int i = 0; i < table.count(); i++) {
            String function = table.name(i);
            cgo |= function.equals(CGO_BRIDGE);
            runtimeMain = function.equals(RUNTIME_MAIN) ? i : runtimeMain;
        }
        String modulePath = build == null ? null : build.modulePath();
        StandardLibrary standardLibrary = StandardLibrary.of(table, runtimeMain, modulePath);
        return new BinaryAudit(
                name,
                build == null ? null : build.version(),
                file.arch().goName(),
                cgo,
                file.isStripped(),
                file.isPositionIndependent(),
                modulePath,
                new CallSearch(table, file.arch(), standardLibrary).run(),
                notes(build));
    }

    private static List<Note> notes(@Nullable GoBuildInfo build) {
        List<Note> notes = new ArrayList<>();
        if (build == null) {
            notes.add(new Note(
                    "no-build-info", "go_version and module_path are null: the file has no build information"));
        } else if (build.modulePath() == null) {
            notes.add(new Note("no-module", "module_path is null: it was built outside of a module"));
        }
        return notes;
    }
}
