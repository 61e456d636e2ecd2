package dev.blindspot.recording;

import dev.blindspot.model.CallKind;
import dev.blindspot.model.CallSiteDelta;
import dev.blindspot.model.Gauge;
import dev.blindspot.model.Glance;
import dev.blindspot.model.Interval;
import dev.blindspot.model.KindTotals;
import dev.blindspot.model.LiveRange;
import dev.blindspot.model.MappingKind;
import dev.blindspot.model.Module;
import dev.blindspot.model.RecordedStack;
import dev.blindspot.model.Touched;
import dev.blindspot.model.TracedCall;
import java.util.ArrayList;
import java.util.List;

/**
 * An interval's payload, and those of the chunks before it that hold its tables.
 *
 * <p>Ranges are delta coded in the order given: the aggregate hands them on by address.
 */
final class IntervalCodec {
    private static final MappingKind[] KINDS = MappingKind.values();
    private static final CallKind[] CALL_KINDS = CallKind.values();
    private static final TrailingRecord<Glance> GLANCE = new TrailingRecord<>(Glance.class);

    private IntervalCodec() {}

    static void write(Encoder out, WrittenDictionary dictionary, Interval interval) {
        out.putSigned(interval.startNanos()).putSigned(interval.endNanos());
        out.putInstant(interval.startAt()).putInstant(interval.endAt());
        dictionary.putList(
                out,
                interval.totals(),
                (to, totals) -> to.putEnum(totals.kind())
                        .putSigned(totals.mappedBytes())
                        .putSigned(totals.mappedCount())
                        .putSigned(totals.outstandingBytes())
                        .putSigned(totals.outstandingCount()));
        dictionary.putList(out, interval.callSites(), IntervalCodec::writeCallSite);
        dictionary.putList(
                out, interval.histograms(), (to, histogram) -> HistogramCodec.write(to, dictionary, histogram));
        dictionary.putList(out, interval.losses(), ValueCodec::writeLoss);
        dictionary.putList(out, interval.gauges(), (to, gauge) -> {
            dictionary.put(to, gauge.name());
            dictionary.put(to, gauge.unit());
            to.putNullableDouble(gauge.value());
        });
        if (interval.ledger() == null) {
            out.putByte(0);
        } else {
            LedgerCodec.write(out.putByte(1), dictionary, interval.ledger());
        }
        dictionary.putList(out, interval.notes(), (to, note) -> ValueCodec.writeNote(to, dictionary, note));
        ValueCodec.writeCost(out, interval.cost());
        GLANCE.write(out, dictionary, interval.glance());
        dictionary.putList(out, interval.calls(), (to, call) -> writeCall(to, dictionary, call));
        dictionary.putList(out, interval.touched(), (to, touched) -> {
            to.putUnsigned(touched.stackId());
            dictionary.put(to, touched.category());
            to.putSigned(touched.bytes()).putSigned(touched.count());
        });
    }

    /** The interval with the tables that the chunks before it held. */
    static Interval read(Decoder in, ReadDictionary dictionary, PendingTables tables) throws DamagedChunk {
        return new Interval(
                in.getSigned(),
                in.getSigned(),
                in.getInstant(),
                in.getInstant(),
                in.getList(
                        5,
                        item -> new KindTotals(
                                item.getEnum(KINDS),
                                item.getSigned(),
                                item.getSigned(),
                                item.getSigned(),
                                item.getSigned())),
                in.getList(16, IntervalCodec::readCallSite),
                in.getList(4, item -> HistogramCodec.read(item, dictionary)),
                tables.born,
                tables.gone,
                in.getList(6, ValueCodec::readLoss),
                in.getList(
                        3,
                        item -> new Gauge(dictionary.string(item), dictionary.string(item), item.getNullableDouble())),
                in.getBoolean() ? LedgerCodec.read(in, dictionary) : null,
                tables.stacks,
                tables.modules,
                in.getList(2, item -> ValueCodec.readNote(item, dictionary)),
                ValueCodec.readCost(in),
                GLANCE.read(in, dictionary),
                readCalls(in, dictionary),
                in.hasRemaining()
                        ? in.getList(
                                4,
                                item -> new Touched(
                                        item.getUnsignedInt(),
                                        dictionary.string(item),
                                        item.getSigned(),
                                        item.getSigned()))
                        : List.of());
    }

    static void writeStacks(Encoder out, WrittenDictionary dictionary, List<RecordedStack> stacks) {
        dictionary.putList(out, stacks, (to, stack) -> {
            to.putUnsigned(stack.id());
            dictionary.putStack(to, stack.stack());
            to.putBoolean(stack.byRuntime());
        });
    }

    static List<RecordedStack> readStacks(Decoder in, ReadDictionary dictionary) throws DamagedChunk {
        return in.getList(
                3, item -> new RecordedStack(item.getUnsignedInt(), dictionary.stack(item), item.getBoolean()));
    }

    static void writeModules(Encoder out, WrittenDictionary dictionary, List<Module> modules) {
        dictionary.putList(out, modules, (to, module) -> ValueCodec.writeModule(to, dictionary, module));
    }

    static void writeRanges(Encoder out, boolean born, List<LiveRange> ranges) {
        out.putBoolean(born).putUnsigned(ranges.size());
        long address = 0;
        long time = 0;
        for (LiveRange range : ranges) {
            out.putSigned(range.start() - address)
                    .putSigned(range.end() - range.start())
                    .putEnum(range.kind())
                    .putUnsigned(range.stackId())
                    .putUnsigned(range.weight())
                    .putSigned(range.bornNanos() - time);
            address = range.end();
            time = range.bornNanos();
        }
    }

    static void readRanges(Decoder in, PendingTables tables) throws DamagedChunk {
        boolean born = in.getBoolean();
        int count = in.getCount(6);
        List<LiveRange> ranges = new ArrayList<>();
        long address = 0;
        long time = 0;
        for (int i = 0; i < count; i++) {
            long start = address + in.getSigned();
            long end = start + in.getSigned();
            MappingKind kind = in.getEnum(KINDS);
            int stackId = in.getUnsignedInt();
            int weight = in.getUnsignedInt();
            time += in.getSigned();
            ranges.add(new LiveRange(start, end, kind, stackId, weight, time));
            address = end;
        }
        (born ? tables.born : tables.gone).addAll(ranges);
    }

    private static void writeCall(Encoder out, WrittenDictionary dictionary, TracedCall call) {
        out.putEnum(call.kind()).putUnsigned(call.stackId());
        dictionary.put(out, call.file());
        out.putUnsigned(call.functionId())
                .putSigned(call.count())
                .putSigned(call.failed())
                .putSigned(call.open())
                .putSigned(call.unmappedNothing())
                .putBoolean(call.incomplete());
    }

    /** Recordings made before calls were traced end before them. */
    private static List<TracedCall> readCalls(Decoder in, ReadDictionary dictionary) throws DamagedChunk {
        return in.hasRemaining()
                ? in.getList(
                        9,
                        item -> new TracedCall(
                                item.getEnum(CALL_KINDS),
                                item.getUnsignedInt(),
                                dictionary.nullableString(item),
                                item.getUnsignedInt(),
                                item.getSigned(),
                                item.getSigned(),
                                item.getSigned(),
                                item.getSigned(),
                                item.getBoolean()))
                : List.of();
    }

    private static void writeCallSite(Encoder out, CallSiteDelta delta) {
        out.putUnsigned(delta.stackId())
                .putEnum(delta.kind())
                .putSigned(delta.mappedBytes())
                .putSigned(delta.mappedCount())
                .putSigned(delta.outstandingBytes())
                .putSigned(delta.outstandingCount())
                .putDouble(delta.outstandingVariance())
                .putUnsigned(delta.maxWeight())
                .putBoolean(delta.incomplete());
    }

    private static CallSiteDelta readCallSite(Decoder in) throws DamagedChunk {
        int stackId = in.getUnsignedInt();
        MappingKind kind = in.getEnum(KINDS);
        long mappedBytes = in.getSigned();
        long mappedCount = in.getSigned();
        long outstandingBytes = in.getSigned();
        long outstandingCount = in.getSigned();
        double variance = in.getDouble();
        int maxWeight = in.getUnsignedInt();
        boolean incomplete = in.getBoolean();
        return new CallSiteDelta(
                stackId,
                kind,
                mappedBytes,
                mappedCount,
                outstandingBytes,
                outstandingCount,
                variance,
                maxWeight,
                incomplete);
    }

    /** What came before an interval and belongs to it. */
    static final class PendingTables {
        final List<RecordedStack> stacks = new ArrayList<>();
        final List<Module> modules = new ArrayList<>();
        final List<LiveRange> born = new ArrayList<>();
        final List<LiveRange> gone = new ArrayList<>();

        int size() {
            return stacks.size() + modules.size() + born.size() + gone.size();
        }

        void clear() {
            stacks.clear();
            modules.clear();
            born.clear();
            gone.clear();
        }
    }
}
