package dev.blindspot.cli;

import dev.blindspot.event.EventChannel;
import dev.blindspot.linux.ThreadEnd;
import java.util.function.Consumer;

/** A thread that reads a channel of events to its end. */
final class EventReading {
    private final Thread thread;

    /**
     * Starts it.
     *
     * @param finish done by it after the last event
     * @param failure is told what ended it early
     */
    EventReading(
            String name,
            EventChannel channel,
            EventChannel.Consumer consumer,
            Runnable finish,
            Consumer<Throwable> failure) {
        thread = Thread.ofPlatform().name(name).unstarted(() -> {
            channel.consume(consumer);
            finish.run();
        });
        thread.setUncaughtExceptionHandler((t, thrown) -> failure.accept(thrown));
        thread.start();
    }

    /** Waits for its end, which must be on its way. */
    void awaitEnd() {
        ThreadEnd.await(thread);
    }
}
