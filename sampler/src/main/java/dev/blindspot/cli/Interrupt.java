package dev.blindspot.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * Ends a command cleanly on SIGINT and SIGTERM, with the command's own exit code.
 *
 * <p>The JVM runs shutdown hooks on a signal and would then exit with 130. A command that wants to finish its work
 * first asks to be told; the hook tells it, waits until {@link #exit} is reached, and ends the process with its code.
 */
final class Interrupt {
    private static final CompletableFuture<Integer> EXIT_CODE = new CompletableFuture<>();

    private Interrupt() {}

    /** Has {@code action} run when the user interrupts; called at most once in a process. */
    static void onSignal(Runnable action) {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("interrupt").unstarted(() -> {
                    if (!EXIT_CODE.isDone()) {
                        action.run();
                    }
                    Runtime.getRuntime().halt(EXIT_CODE.join());
                }));
    }

    /** Ends the process; never returns. */
    static void exit(int code) {
        EXIT_CODE.complete(code);
        try {
            System.exit(code);
            // While hooks run already, System.exit waits for them for ever; it does not come back here.
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Runtime.getRuntime().halt(code);
        }
    }
}
