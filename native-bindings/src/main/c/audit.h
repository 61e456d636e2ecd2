/*
 * Holds the generated Java against real headers, while this file's includer is compiled.
 * Audit.java writes the includer: one line for each constant, struct, field and flag bit,
 * with the value Java uses.
 */
#include "linux.h"
#include <linux/version.h>

#define CONSTANT(name, java) \
    _Static_assert((name) == (__typeof__(name)) (java), #name " is " #java " in Java, and not so in C")
#define STRUCT(s, bytes) \
    _Static_assert(sizeof(struct s) == (bytes), "struct " #s " has " #bytes " bytes in Java, and not so in C")
#define FIELD(s, f, offset, bytes) \
    _Static_assert(offsetof(struct s, f) == (offset) && sizeof(((struct s *) 0)->f) == (bytes), \
            #s "." #f " is at " #offset " with " #bytes " bytes in Java, and not so in C")

/*
 * No constant expression sees a bit-field's place. The optimiser does: it removes the call, whose
 * mere presence is an error, where the kernel's bit-field and Java's mask are the same bit.
 */
#define BIT(f, java) \
    extern void f##_moved(void) __attribute__((error("the bit-field " #f " is not the mask " #java " of Java"))); \
    void check_##f(void) \
    { \
        union { struct perf_event_attr kernels; struct perf_attr ours; } attr = {{0}}; \
        attr.kernels.f = 1; \
        if (attr.ours.flags != (__u64) (java)) f##_moved(); \
    }

/* What linux.h mirrors because it is young, where these headers have it. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
#include <linux/fs.h>
_Static_assert(PAGEMAP_SCAN_REQUEST == PAGEMAP_SCAN, "PAGEMAP_SCAN");
_Static_assert(sizeof(struct page_span) == sizeof(struct page_region), "page_region");
SAME_PLACE(page_span, page_region, start);
SAME_PLACE(page_span, page_region, end);
SAME_PLACE(page_span, page_region, categories);
_Static_assert(sizeof(struct page_scan) == sizeof(struct pm_scan_arg), "pm_scan_arg");
SAME_PLACE(page_scan, pm_scan_arg, size);
SAME_PLACE(page_scan, pm_scan_arg, flags);
SAME_PLACE(page_scan, pm_scan_arg, start);
SAME_PLACE(page_scan, pm_scan_arg, end);
SAME_PLACE(page_scan, pm_scan_arg, walk_end);
SAME_PLACE(page_scan, pm_scan_arg, vec);
SAME_PLACE(page_scan, pm_scan_arg, vec_len);
SAME_PLACE(page_scan, pm_scan_arg, max_pages);
SAME_PLACE(page_scan, pm_scan_arg, category_inverted);
SAME_PLACE(page_scan, pm_scan_arg, category_mask);
SAME_PLACE(page_scan, pm_scan_arg, category_anyof_mask);
SAME_PLACE(page_scan, pm_scan_arg, return_mask);
_Static_assert(PAGE_IS_WPALLOWED_BIT == PAGE_IS_WPALLOWED && PAGE_IS_WRITTEN_BIT == PAGE_IS_WRITTEN
        && PAGE_IS_FILE_BIT == PAGE_IS_FILE && PAGE_IS_PRESENT_BIT == PAGE_IS_PRESENT
        && PAGE_IS_SWAPPED_BIT == PAGE_IS_SWAPPED && PAGE_IS_PFNZERO_BIT == PAGE_IS_PFNZERO
        && PAGE_IS_HUGE_BIT == PAGE_IS_HUGE, "PAGE_IS_");
#endif
#ifdef PAGE_IS_SOFT_DIRTY
_Static_assert(PAGE_IS_SOFT_DIRTY_BIT == PAGE_IS_SOFT_DIRTY, "PAGE_IS_SOFT_DIRTY");
#endif
