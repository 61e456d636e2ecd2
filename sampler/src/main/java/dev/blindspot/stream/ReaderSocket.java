package dev.blindspot.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Unix socket on which readers of a stream may connect, any number, at any time; for its owner alone.
 *
 * <p>Its file goes with it, also on a kill: a shell waits at the end of a pipe and removes it. One whose
 * maker is gone is taken over.
 *
 * <p>Threads: one of its own accepts.
 */
public final class ReaderSocket implements AutoCloseable {
    private static final String REMOVE_AT_END = "trap '' INT TERM HUP; read -r end || rm -f -- \"$1\"";

    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;

    private final Path path;
    private final ServerSocketChannel server;
    private final Process remover;

    private ReaderSocket(Path path, ServerSocketChannel server, Process remover) {
        this.path = path;
        this.server = server;
        this.remover = remover;
    }

    /**
     * Connects to somebody who listens there; null if nobody does.
     *
     * @throws FileSystemException if there is something other than a socket
     */
    public static @Nullable OutputStream connect(Path path) throws IOException {
        if (!Files.exists(path)) {
            return null;
        }
        if (((int) Files.getAttribute(path, "unix:mode") & FILE_TYPE) != SOCKET) {
            throw new FileSystemException(path.toString(), null, "it is no socket");
        }
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
            return Channels.newOutputStream(channel);
        } catch (ConnectException e) {
            // Whoever made it is gone.
            channel.close();
            return null;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Listens, and gives each reader's end to {@code readers} until closed. */
    public static ReaderSocket listen(Path path, Consumer<OutputStream> readers) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            Files.deleteIfExists(path);
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            Process remover = new ProcessBuilder("sh", "-c", REMOVE_AT_END, "sh", path.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            ReaderSocket socket = new ReaderSocket(path, server, remover);
            Thread.ofPlatform().daemon().name("readers").start(() -> socket.accept(readers));
            return socket;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void accept(Consumer<OutputStream> readers) {
        try {
            while (true) {
                readers.accept(Channels.newOutputStream(server.accept()));
            }
        } catch (ClosedChannelException e) {
            // It was closed: no more readers are wanted.
        } catch (IOException e) {
            // No descriptors are left, say: those who are connected stay.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
        try (OutputStream tell = remover.getOutputStream()) {
            tell.write('\n');
        }
    }
}
