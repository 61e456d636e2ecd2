package dev.blindspot.ledger;

import dev.blindspot.linux.proc.PageCategories;
import dev.blindspot.model.LedgerRow;
import java.util.ArrayList;
import java.util.List;

/** Adds up pages by category; reused. Bytes. Threads: one. Allocation: none but for the rows. */
final class LedgerSums {
    private final List<Sum> sums = new ArrayList<>();

    LedgerSums() {
        for (LedgerCategory category : LedgerCategory.values()) {
            sums.add(new Sum(category));
        }
    }

    private static final class Sum {
        private final LedgerCategory category;
        private long rss;
        private long virtual;
        private long swap;
        private long huge;
        private int mappings;

        Sum(LedgerCategory category) {
            this.category = category;
        }
    }

    void clear() {
        for (Sum sum : sums) {
            sum.rss = 0;
            sum.virtual = 0;
            sum.swap = 0;
            sum.huge = 0;
            sum.mappings = 0;
        }
    }

    void addMapping(LedgerCategory category, long bytes) {
        Sum sum = sums.get(category.index());
        sum.virtual += bytes;
        sum.mappings++;
    }

    /** Adds to what is mapped where one mapping holds several categories: {@code mappings} is 0 but once for each. */
    void addVirtual(LedgerCategory category, long bytes, int mappings) {
        Sum sum = sums.get(category.index());
        sum.virtual += bytes;
        sum.mappings += mappings;
    }

    void addPages(LedgerCategory category, long bytes, int pages, boolean onlyFile) {
        Sum sum = sums.get(category.index());
        if (PageCategories.isResident(pages, onlyFile)) {
            sum.rss += bytes;
            sum.huge += (pages & PageCategories.HUGE) != 0 ? bytes : 0;
        } else if (PageCategories.isSwapped(pages)) {
            sum.swap += bytes;
        }
    }

    long residentBytes() {
        long all = 0;
        for (Sum sum : sums) {
            all += sum.rss;
        }
        return all;
    }

    long residentBytes(LedgerCategory category) {
        return sums.get(category.index()).rss;
    }

    List<LedgerRow> rows(boolean hugeIsKnown) {
        List<LedgerRow> rows = new ArrayList<>();
        for (Sum sum : sums) {
            if (sum.mappings > 0 || sum.rss > 0 || sum.swap > 0) {
                Long huge = hugeIsKnown ? (Long) sum.huge : null;
                rows.add(
                        new LedgerRow(sum.category.contractName(), sum.rss, sum.virtual, sum.swap, huge, sum.mappings));
            }
        }
        return rows;
    }
}
