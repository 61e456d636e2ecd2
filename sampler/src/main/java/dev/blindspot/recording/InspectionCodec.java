package dev.blindspot.recording;

import dev.blindspot.model.CgroupMemory;
import dev.blindspot.model.GoState;
import dev.blindspot.model.Inspection;
import dev.blindspot.model.Plugins;
import dev.blindspot.model.Target;
import dev.blindspot.model.ThreadSummary;
import org.jspecify.annotations.Nullable;

/** An inspection within the first and the last chunk. */
final class InspectionCodec {
    private static final TrailingRecord<Plugins> PLUGINS = new TrailingRecord<>(Plugins.class);
    private static final TrailingRecord<GoState> GO = new TrailingRecord<>(GoState.class);

    private InspectionCodec() {}

    static void write(Encoder out, WrittenDictionary dictionary, Inspection inspection) {
        dictionary.put(out, inspection.blindspotVersion());
        out.putInstant(inspection.takenAt()).putSigned(inspection.durationNanos());
        out.putBlock(block -> writeTarget(block, dictionary, inspection.target()));
        ValueCodec.writeCost(out, inspection.cost());
        dictionary.putList(out, inspection.notes(), (to, note) -> ValueCodec.writeNote(to, dictionary, note));
        dictionary.putList(
                out,
                inspection.findings(),
                (to, finding) -> to.putBlock(block -> FindingCodec.write(block, dictionary, finding)));
        if (inspection.ledger() == null) {
            out.putByte(0);
        } else {
            LedgerCodec.write(out.putByte(1), dictionary, inspection.ledger());
        }
        writeCgroup(out, dictionary, inspection.cgroup());
        writeThreads(out, inspection.threads());
        PLUGINS.write(out, dictionary, inspection.plugins());
        GO.write(out, dictionary, inspection.go());
    }

    static Inspection read(Decoder in, ReadDictionary dictionary) throws DamagedChunk {
        return new Inspection(
                dictionary.string(in),
                in.getInstant(),
                in.getSigned(),
                readTarget(in.getBlock(), dictionary),
                ValueCodec.readCost(in),
                in.getList(2, item -> ValueCodec.readNote(item, dictionary)),
                in.getList(1, item -> FindingCodec.read(item.getBlock(), dictionary)),
                in.getBoolean() ? LedgerCodec.read(in, dictionary) : null,
                readCgroup(in, dictionary),
                readThreads(in),
                PLUGINS.read(in, dictionary),
                GO.read(in, dictionary));
    }

    private static void writeTarget(Encoder out, WrittenDictionary dictionary, Target target) {
        out.putSigned(target.pid());
        dictionary.put(out, target.comm());
        dictionary.put(out, target.exe());
        out.putInstant(target.startedAt());
        dictionary.put(out, target.goVersion());
        dictionary.putStrings(out, target.goExperiments());
        dictionary.put(out, target.arch());
        out.putNullableBoolean(target.stripped())
                .putNullableBoolean(target.pie())
                .putNullableBoolean(target.cgo());
        dictionary.put(out, target.buildId());
        dictionary.put(out, target.modulePath());
        dictionary.put(out, target.symbols());
        dictionary.put(out, target.layout());
    }

    private static Target readTarget(Decoder in, ReadDictionary dictionary) throws DamagedChunk {
        return new Target(
                (int) in.getSigned(),
                dictionary.string(in),
                dictionary.string(in),
                in.getInstant(),
                dictionary.nullableString(in),
                dictionary.strings(in),
                dictionary.nullableString(in),
                in.getNullableBoolean(),
                in.getNullableBoolean(),
                in.getNullableBoolean(),
                dictionary.nullableString(in),
                dictionary.nullableString(in),
                dictionary.string(in),
                dictionary.string(in));
    }

    private static void writeCgroup(Encoder out, WrittenDictionary dictionary, @Nullable CgroupMemory cgroup) {
        if (cgroup == null) {
            out.putByte(0);
            return;
        }
        out.putByte(cgroup.version());
        dictionary.put(out, cgroup.path());
        out.putSigned(cgroup.currentBytes()).putNullableLong(cgroup.maxBytes());
        dictionary.putList(out, cgroup.rows(), (to, row) -> {
            dictionary.put(to, row.name());
            to.putSigned(row.bytes());
        });
        out.putNullableLong(cgroup.outsideProcessBytes())
                .putNullableLong(cgroup.oomKills())
                .putNullableDouble(cgroup.pressure());
    }

    private static @Nullable CgroupMemory readCgroup(Decoder in, ReadDictionary dictionary) throws DamagedChunk {
        int version = in.getByte();
        if (version == 0) {
            return null;
        }
        return new CgroupMemory(
                version,
                dictionary.string(in),
                in.getSigned(),
                in.getNullableLong(),
                in.getList(2, item -> new CgroupMemory.Row(dictionary.string(item), item.getSigned())),
                in.getNullableLong(),
                in.getNullableLong(),
                in.getNullableDouble());
    }

    private static void writeThreads(Encoder out, @Nullable ThreadSummary threads) {
        if (threads == null) {
            out.putByte(0);
            return;
        }
        out.putByte(1)
                .putSigned(threads.total())
                .putNullableInt(threads.idle())
                .putNullableInt(threads.inCgo())
                .putNullableInt(threads.locked())
                .putNullableLong(threads.stackRssBytes());
    }

    private static @Nullable ThreadSummary readThreads(Decoder in) throws DamagedChunk {
        if (!in.getBoolean()) {
            return null;
        }
        return new ThreadSummary(
                (int) in.getSigned(),
                in.getNullableInt(),
                in.getNullableInt(),
                in.getNullableInt(),
                in.getNullableLong());
    }
}
