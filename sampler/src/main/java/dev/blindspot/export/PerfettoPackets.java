package dev.blindspot.export;

import com.google.protobuf.CodedOutputStream;
import dev.blindspot.model.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Packets of a Perfetto trace: {@code perfetto.protos.Trace}, one after the other as they are made.
 *
 * <p>Times are of the monotonic clock, which a snapshot at the start relates to the wall clock.
 *
 * <p>Threads: one. Source: google/perfetto, protos/perfetto/trace (trace_packet, track_event, clock_snapshot).
 */
final class PerfettoPackets {
    static final int UNIT_COUNT = 2;
    static final int UNIT_BYTES = 3;

    private static final int REALTIME = 1;
    private static final int MONOTONIC = 3;
    private static final int TYPE_INSTANT = 3;
    private static final int TYPE_COUNTER = 4;
    private static final long PROCESS_TRACK = 1;

    private final CodedOutputStream out;
    private final int sequenceId;
    private final Map<String, Long> tracks = new HashMap<>();
    private boolean started;

    /**
     * Packets of one sequence.
     *
     * @param sequenceId from 1; no two writers of one trace have the same
     */
    PerfettoPackets(OutputStream out, int sequenceId) {
        this.out = CodedOutputStream.newInstance(out, 1 << 16);
        this.sequenceId = sequenceId;
    }

    /** The two clocks, and the process all tracks belong to. */
    void begin(EventHeader header) throws IOException {
        Target target = header.target();
        Instant startAt = header.startedAt();
        long wall = startAt.getEpochSecond() * 1_000_000_000L + startAt.getNano();
        packet(
                header.startedNanos(),
                new ProtoMessage()
                        .message(
                                6,
                                new ProtoMessage()
                                        .message(1, clock(MONOTONIC, header.startedNanos()))
                                        .message(1, clock(REALTIME, wall))
                                        .number(2, MONOTONIC)));
        ProtoMessage process =
                new ProtoMessage().number(1, target.pid()).text(2, target.exe()).text(6, target.comm());
        packet(
                header.startedNanos(),
                new ProtoMessage()
                        .message(60, new ProtoMessage().number(1, PROCESS_TRACK).message(3, process)));
    }

    private static ProtoMessage clock(int id, long timestamp) throws IOException {
        return new ProtoMessage().number(1, id).number(2, timestamp);
    }

    /** The track of a thread. */
    long thread(int pid, int tid, long nanos) throws IOException {
        ProtoMessage thread = new ProtoMessage().number(1, pid).number(2, tid);
        return track(
                "thread " + tid,
                nanos,
                new ProtoMessage().number(5, PROCESS_TRACK).message(4, thread));
    }

    /** The track of the process itself. */
    static long process() {
        return PROCESS_TRACK;
    }

    /** The track of a counter of the process, or of a thread's track. */
    long counter(long parent, String name, int unit, long nanos) throws IOException {
        return track(
                parent + " " + name,
                nanos,
                new ProtoMessage().number(5, parent).text(2, name).message(8, new ProtoMessage().number(3, unit)));
    }

    private long track(String key, long nanos, ProtoMessage rest) throws IOException {
        Long known = tracks.get(key);
        if (known != null) {
            return known;
        }
        // Other sequences name tracks of their own; the process is 1 for all.
        long id = ((long) sequenceId << 32) + tracks.size() + 1;
        tracks.put(key, id);
        packet(nanos, new ProtoMessage().message(60, rest.number(1, id)));
        return id;
    }

    void count(long track, long nanos, long value) throws IOException {
        packet(
                nanos,
                trackEvent(new ProtoMessage()
                        .number(9, TYPE_COUNTER)
                        .number(11, track)
                        .choice(30, value)));
    }

    void count(long track, long nanos, double value) throws IOException {
        packet(
                nanos,
                trackEvent(new ProtoMessage()
                        .number(9, TYPE_COUNTER)
                        .number(11, track)
                        .real(44, value)));
    }

    /**
     * A moment on a track.
     *
     * @param rest the annotations and the call stack
     * @param interned what they name for the first time
     */
    void instant(long track, long nanos, String category, String name, ProtoMessage rest, ProtoMessage interned)
            throws IOException {
        ProtoMessage packet = trackEvent(rest.number(9, TYPE_INSTANT)
                .number(11, track)
                .text(22, category)
                .text(23, name));
        if (interned.encoded().length > 0) {
            packet.message(12, interned);
        }
        packet(nanos, packet);
    }

    private static ProtoMessage trackEvent(ProtoMessage event) throws IOException {
        return new ProtoMessage().message(11, event);
    }

    private void packet(long nanos, ProtoMessage content) throws IOException {
        content.number(8, nanos).number(58, MONOTONIC).number(10, sequenceId);
        // Names are interned from the first packet on: 1 forgets what was before, 2 needs what came since.
        content.number(13, started ? 2 : 1);
        started = true;
        out.writeByteArray(1, content.encoded());
    }

    void flush() throws IOException {
        out.flush();
    }
}
