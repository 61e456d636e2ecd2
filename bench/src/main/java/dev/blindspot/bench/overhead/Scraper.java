package dev.blindspot.bench.overhead;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks an endpoint for its metrics once a second, as Prometheus would; until closed. */
final class Scraper implements AutoCloseable {
    private final URI endpoint;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("scraper").factory());
    private Future<?> asking;

    Scraper(URI endpoint) {
        this.endpoint = endpoint;
        asking = ask();
    }

    private Future<?> ask() {
        return clock.scheduleAtFixedRate(this::scrape, 0, 1, TimeUnit.SECONDS);
    }

    private void scrape() {
        try (InputStream answer = endpoint.toURL().openStream()) {
            answer.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Has it ask, at once and each second from then on, or not; an answer that is on its way comes first.
     *
     * @throws IllegalStateException if an answer did not come: what was measured since was not of one that is asked
     */
    void setAsking(boolean isToAsk) {
        if (asking.state() == Future.State.FAILED) {
            throw new IllegalStateException("an answer did not come", asking.exceptionNow());
        }
        asking.cancel(false);
        // After what it is at.
        CompletableFuture.runAsync(() -> {}, clock).join();
        if (isToAsk) {
            asking = ask();
        }
    }

    @Override
    public void close() {
        clock.close();
    }
}
