package dev.blindspot.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * SIGINT and SIGTERM end a command cleanly, with the command's own exit code.
 *
 * <p>The JVM runs shutdown hooks on a signal and would then exit with 130. A command that wants to finish its work
 * first asks to be told; the hook tells it, waits until {@link #exit} is reached, and ends the process with its code.
 */
final class Interrupt implements AutoCloseable {
    private static final CompletableFuture<Integer> EXIT_CODE = new CompletableFuture<>();

    private final CountDownLatch signalled = new CountDownLatch(1);
    private final Thread hook = Thread.ofPlatform().name("interrupt").unstarted(this::end);

    /** Listens from now on until closed. */
    Interrupt() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void end() {
        if (!EXIT_CODE.isDone()) {
            signalled.countDown();
        }
        Runtime.getRuntime().halt(EXIT_CODE.join());
    }

    /** Whether the user has asked for the end. */
    boolean happened() {
        return signalled.getCount() == 0;
    }

    /** Waits; true as soon as the user asks for the end. */
    boolean await(Duration time) throws InterruptedException {
        return signalled.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Listens no more. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook runs already: it waits for the exit code.
        }
    }

    /**
     * Ends the process; never returns. There are no hooks but those of this class, which would do the same; and
     * {@code System.exit} asks every library on the class path whether it wants to log that.
     */
    static void exit(int code) {
        EXIT_CODE.complete(code);
        Runtime.getRuntime().halt(code);
    }
}
