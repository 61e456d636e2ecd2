package dev.blindspot.elf;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Places in a file that look like a pclntab, likeliest first: where a section's name says so, else wherever the first
 * word fits. An externally linked PIE has it in the middle of {@code .data.rel.ro}; a file may have no section table.
 */
final class PcHeaderScan implements Iterable<PcHeader> {
    private static final List<String> SECTIONS = List.of(".gopclntab", ".data.rel.ro.gopclntab", ".data.rel.ro");
    /** What only Go's linker makes: a library without them is not worth reading through. */
    private static final List<String> GO_SECTIONS = List.of(".go.buildinfo", ".note.go.buildid", ".noptrdata");

    private static final int MAX_HEADERS = 16;

    private record Range(long from, long to) {}

    private final ElfFile file;
    private final List<Range> ranges = new ArrayList<>();

    PcHeaderScan(ElfFile file) {
        this.file = file;
        for (String name : SECTIONS) {
            Section section = file.section(name);
            if (section != null && section.type() != Section.SHT_NOBITS && section.size() > 0) {
                ranges.add(new Range(section.offset(), section.offset() + section.size()));
            }
        }
        boolean readThrough =
                file.sections().isEmpty() || GO_SECTIONS.stream().anyMatch(name -> file.section(name) != null);
        for (Segment segment : file.segments()) {
            if (readThrough && segment.isLoad()) {
                ranges.add(new Range(segment.offset(), segment.offset() + segment.fileSize()));
            }
        }
    }

    @Override
    public Iterator<PcHeader> iterator() {
        return new Headers();
    }

    private final class Headers implements Iterator<PcHeader> {
        private int range;
        private long from = -1;
        private int found;
        private @Nullable PcHeader next;

        @Override
        public boolean hasNext() {
            while (next == null && found < MAX_HEADERS && range < ranges.size()) {
                advance(ranges.get(range));
            }
            return next != null;
        }

        @Override
        public PcHeader next() {
            PcHeader header = hasNext() ? next : null;
            if (header == null) {
                throw new NoSuchElementException();
            }
            next = null;
            return header;
        }

        private void advance(Range in) {
            long start = from == -1 ? in.from() : from;
            long at = file.bytes()
                    .indexOfWord(
                            PcHeader.firstWord(file.arch(), true),
                            PcHeader.firstWord(file.arch(), false),
                            start,
                            in.to());
            if (at == -1) {
                range++;
                from = -1;
                return;
            }
            from = at + 8;
            try {
                next = PcHeader.parse(file, at);
            } catch (ElfFormatException e) {
                next = null;
            }
            found += next == null ? 0 : 1;
        }
    }
}
