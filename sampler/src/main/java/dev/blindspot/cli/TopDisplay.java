package dev.blindspot.cli;

import dev.blindspot.detect.Report;
import org.jspecify.annotations.Nullable;

/** Where {@code top} shows the report so far, again and again. Threads: one. */
interface TopDisplay extends AutoCloseable {
    /** Shows it. */
    void show(Report report);

    /** Why whoever looks at it has had enough, in the words of a session's end; null if not. Waits for nothing. */
    @Nullable
    String wantedEnd();

    @Override
    void close();
}
