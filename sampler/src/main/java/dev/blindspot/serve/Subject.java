package dev.blindspot.serve;

import dev.blindspot.model.Gauge;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.SamplerException;
import dev.blindspot.model.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process that can be looked at.
 *
 * <p>Threads: one at a time.
 */
public interface Subject extends AutoCloseable {
    /** Who it is. */
    Target target();

    /** When it started, in ticks of 1/100 s since boot: with the pid it names the process. */
    long startTicks();

    /** What became of it, in words that follow its name; null while it is that program. */
    @Nullable
    String ended();

    /**
     * Looks at everything.
     *
     * @throws SamplerException if it is gone, or may not be read
     */
    Inspection inspect();

    /** What can be read of it at next to no cost; empty if it is gone. */
    List<Gauge> gauges();

    @Override
    void close();
}
