package dev.blindspot.recording;

import dev.blindspot.model.Interval;
import dev.blindspot.model.SamplerException;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * Makes a recording smaller while it goes on: two old intervals that follow each other become one. The new file is
 * written beside the old one and takes its name in one step, so that there is a whole recording at any time.
 */
final class Compaction {
    /** The newest are kept as they are: who looks at a run that goes on looks at these. */
    private static final int NEWEST_KEPT = 60;

    private Compaction() {}

    /**
     * Goes on in a smaller file of the same name, or, if that cannot be made, in the same one.
     *
     * @param items the writer of {@code file}, flushed; closed if another is given back
     */
    static ItemWriter compact(Path file, ItemWriter items) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return items;
        }
        Path smaller = file.resolveSibling("." + file.getFileName() + ".compacting");
        FileChannel channel = null;
        ItemWriter writer;
        try {
            int intervals = countIntervals(file);
            channel = PrivateFile.create(smaller);
            writer = copy(file, channel, intervals - NEWEST_KEPT);
            Files.move(smaller, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | SamplerException e) {
            // Too large is better than nothing: it goes on as it is.
            closeQuietly(channel);
            deleteQuietly(smaller);
            return items;
        }
        try {
            items.close();
        } catch (SamplerException e) {
            // What could not be written of it (EIO, EDQUOT of a network's file system) has no name any more.
        }
        return writer;
    }

    private static int countIntervals(Path file) {
        int count = 0;
        try (RecordingReader reader = RecordingReader.open(file)) {
            for (RecordedItem item = reader.next(); item != null; item = reader.next()) {
                count += item instanceof RecordedItem.OfInterval ? 1 : 0;
            }
        }
        return count;
    }

    private static ItemWriter copy(Path file, FileChannel channel, int oldIntervals) {
        try (RecordingReader reader = RecordingReader.open(file)) {
            ItemWriter writer = new ItemWriter(channel, file.toString(), reader.info());
            Interval unpaired = null;
            int old = 0;
            boolean first = false;
            for (RecordedItem item = reader.next(); item != null; item = reader.next()) {
                boolean alone = first || item instanceof RecordedItem.OfProcess;
                if (alone && unpaired != null) {
                    writer.write(new RecordedItem.OfInterval(unpaired));
                    unpaired = null;
                }
                old += first && old < oldIntervals ? 1 : 0;
                // What one process had outstanding and what takes it back are never summed up: that is judged between.
                first = item instanceof RecordedItem.OfProcess;
                if (alone || !(item instanceof RecordedItem.OfInterval(Interval interval)) || old >= oldIntervals) {
                    writer.write(item);
                    writer.flush();
                    continue;
                }
                old++;
                if (unpaired == null && old < oldIntervals) {
                    unpaired = interval;
                } else {
                    writer.write(new RecordedItem.OfInterval(
                            unpaired == null ? interval : IntervalPair.merge(unpaired, interval)));
                    unpaired = null;
                }
            }
            writer.flush();
            return writer;
        }
    }

    static void closeQuietly(@Nullable Channel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // The error that led here says more.
            }
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It stays; the next compaction overwrites it.
        }
    }
}
