package dev.blindspot.recording;

import dev.blindspot.model.FileReason;
import dev.blindspot.model.SamplerException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Opens files that only their owner may read. */
final class PrivateFile {
    private PrivateFile() {}

    /** An empty {@code file} to write; what it held before is gone. */
    static FileChannel create(Path file) {
        var ownerOnly = PosixFilePermissions.fromString("rw-------");
        try {
            FileChannel channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                    PosixFilePermissions.asFileAttribute(ownerOnly));
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.setPosixFilePermissions(file, ownerOnly);
            }
            return channel;
        } catch (IOException e) {
            throw new SamplerException.OutputFailed(
                    "cannot write the recording to " + file + ": " + FileReason.of(e), e);
        }
    }
}
