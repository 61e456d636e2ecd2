package dev.blindspot.bench.overhead;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks an endpoint for its metrics once a second, as Prometheus would; until closed. */
final class Scraper implements AutoCloseable {
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread;

    Scraper(URI endpoint) {
        thread = Thread.ofPlatform().name("scraper").start(() -> scrape(endpoint));
    }

    private void scrape(URI endpoint) {
        try {
            do {
                try (InputStream answer = endpoint.toURL().openStream()) {
                    answer.transferTo(OutputStream.nullOutputStream());
                }
            } while (!over.await(1, TimeUnit.SECONDS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        over.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
