/*
 * The baseline of residency: PAGEMAP_SCAN over the same ranges in bites of the same size, with the same pause after each.
 * Definitions are linux/fs.h's of Linux 6.7; older headers lack them.
 */
#include <errno.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <time.h>

struct region {
    uint64_t start, end, categories;
};

struct scan {
    uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages, category_inverted, category_mask,
        category_anyof_mask, return_mask;
};

enum { SPANS = 2048, PAGES = 512, FILE_PAGE = 1 << 2, PRESENT = 1 << 3, SWAPPED = 1 << 4, ZERO = 1 << 5, HUGE = 1 << 6 };

/* Pages present that are not the zero page, of these ranges; -errno where the kernel refuses. */
int64_t residency_scan(int fd, const uint64_t *starts, const uint64_t *ends, int ranges) {
    static struct region spans[SPANS];
    const struct timespec pause = {0, 20000};
    int64_t pages = 0;
    for (int range = 0; range < ranges; range++) {
        for (uint64_t at = starts[range]; at < ends[range];) {
            struct scan scan = {
                .size = sizeof scan, .start = at, .end = ends[range], .vec = (uint64_t)spans, .vec_len = SPANS,
                .max_pages = PAGES, .category_anyof_mask = PRESENT | SWAPPED,
                .return_mask = PRESENT | SWAPPED | FILE_PAGE | ZERO | HUGE,
            };
            int got = ioctl(fd, _IOWR('f', 16, struct scan), &scan);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return -errno;
            for (int i = 0; i < got; i++) {
                if ((spans[i].categories & PRESENT) != 0 && (spans[i].categories & ZERO) == 0) {
                    pages += (spans[i].end - spans[i].start) / 4096;
                }
            }
            at = scan.walk_end;
            nanosleep(&pause, 0);
        }
    }
    return pages;
}
