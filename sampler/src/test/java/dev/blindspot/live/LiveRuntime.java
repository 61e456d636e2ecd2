package dev.blindspot.live;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.blindspot.golang.locate.GoProcess;
import dev.blindspot.golang.locate.TargetImage;
import dev.blindspot.linux.ReadCost;
import dev.blindspot.sample.GoRuntime;
import dev.blindspot.sample.Inspector;

/** The runtime found in a running Go target, for readers of one view. */
public final class LiveRuntime implements AutoCloseable {
    private final GoRuntime runtime;

    public LiveRuntime(int pid) {
        try (Inspector inspector = Inspector.open(pid, "test")) {
            runtime = GoRuntime.open(pid, inspector.target(), new ReadCost());
        }
    }

    /** What the readers of views are made with. */
    public GoProcess process() {
        GoProcess process = runtime.process();
        assertNotNull(process, () -> runtime.read().notes().toString());
        return process;
    }

    /** What the runtime is read from. */
    public TargetImage image() {
        TargetImage image = runtime.image();
        assertNotNull(image);
        return image;
    }

    @Override
    public void close() {
        runtime.close();
    }
}
