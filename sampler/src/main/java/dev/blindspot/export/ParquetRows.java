package dev.blindspot.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;

/** Writes rows by Parquet's own library, to a stream, and without Hadoop, whose classes it only knows by name. */
final class ParquetRows {
    private ParquetRows() {}

    /** A writer whose close ends the file; {@code out} stays open. */
    static ParquetWriter<ParquetRow.Content> writer(OutputStream out, Map<String, String> metadata) throws IOException {
        return new Builder(new Stream(out), metadata)
                .withConf(new PlainParquetConfiguration())
                .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                .build();
    }

    private static final class Builder extends ParquetWriter.Builder<ParquetRow.Content, Builder> {
        private final Map<String, String> metadata;

        Builder(OutputFile file, Map<String, String> metadata) {
            super(file);
            this.metadata = metadata;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation") // abstract there
        protected WriteSupport<ParquetRow.Content> getWriteSupport(Configuration configuration) {
            return new Rows(metadata);
        }

        @Override
        protected WriteSupport<ParquetRow.Content> getWriteSupport(ParquetConfiguration configuration) {
            return new Rows(metadata);
        }
    }

    private static final class Rows extends WriteSupport<ParquetRow.Content> {
        private final Map<String, String> metadata;
        private @Nullable RecordConsumer to;
        private @Nullable ParquetRow row;

        Rows(Map<String, String> metadata) {
            this.metadata = metadata;
        }

        @Override
        @SuppressWarnings("deprecation") // abstract there
        public WriteContext init(Configuration configuration) {
            return new WriteContext(ParquetRow.schema(), metadata);
        }

        @Override
        public WriteContext init(ParquetConfiguration configuration) {
            return new WriteContext(ParquetRow.schema(), metadata);
        }

        @Override
        public void prepareForWrite(RecordConsumer consumer) {
            to = consumer;
            row = new ParquetRow(consumer);
        }

        @Override
        public void write(ParquetRow.Content content) {
            RecordConsumer consumer = to;
            ParquetRow into = row;
            if (consumer == null || into == null) {
                throw new IllegalStateException("not prepared");
            }
            consumer.startMessage();
            content.write(into);
            consumer.endMessage();
        }
    }

    private record Stream(OutputStream out) implements OutputFile {
        @Override
        public PositionOutputStream create(long blockSizeHint) {
            return new Counted(out);
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) {
            return new Counted(out);
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }
    }

    /** A stream that knows how far it is, and is not closed with the file. */
    private static final class Counted extends PositionOutputStream {
        private final OutputStream out;
        private long position;

        Counted(OutputStream out) {
            this.out = out;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            position++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            position += length;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.flush();
        }
    }
}
