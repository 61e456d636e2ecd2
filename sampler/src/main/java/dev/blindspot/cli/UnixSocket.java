package dev.blindspot.cli;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** {@code unix:PATH}: a stream socket that somebody listens on. */
final class UnixSocket {
    private static final String SCHEME = "unix:";

    private UnixSocket() {}

    static boolean isNamed(String output) {
        return output.startsWith(SCHEME);
    }

    /** The socket's file. */
    static Path path(String output) {
        return PathConverter.path(output.substring(SCHEME.length()));
    }

    static SocketChannel connect(String output) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path(output)));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }
}
