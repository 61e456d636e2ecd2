package dev.blindspot.linux.proc;

import java.io.IOException;

/** A process that waits. */
final class Cat {
    private Cat() {}

    /** One that has begun to: until then it is still becoming what it is. */
    static Process start() throws IOException {
        Process cat = new ProcessBuilder("cat").start();
        cat.getOutputStream().write('\n');
        cat.getOutputStream().flush();
        if (cat.getInputStream().read() != '\n') {
            throw new IOException("cat says something else");
        }
        return cat;
    }
}
