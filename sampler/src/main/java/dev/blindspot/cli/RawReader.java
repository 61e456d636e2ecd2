package dev.blindspot.cli;

import dev.blindspot.event.EventChannel;
import dev.blindspot.event.PathTable;
import dev.blindspot.model.RecordingInfo;
import dev.blindspot.ring.SpscRing;

/**
 * A reader of a session's raw events, beside the aggregator.
 *
 * <p>Threads: one of its own.
 */
interface RawReader extends EventChannel.Consumer {
    /** Does what is left to do after the last event. */
    void finish();

    /** Makes the reader of a session, which is not attached yet when it is asked for. */
    interface Maker {
        /** What lies between the drain and the reader. */
        default EventChannel channel(SpscRing ring) {
            return new EventChannel(ring);
        }

        /**
         * The reader of what an attached target does from now on.
         *
         * @param paths names of files under the ids that events carry
         */
        RawReader open(RecordingInfo info, PathTable paths);

        /** A reader that does the same work, for a rehearsal: nobody sees its results. */
        RawReader rehearse(RecordingInfo info, PathTable paths);
    }
}
