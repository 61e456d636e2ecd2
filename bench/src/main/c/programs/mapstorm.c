/* As many threads as there are CPUs that map and unmap 64 KiB as fast as they can: the highest rate of events there is. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include "rounds.h"

struct mapper {
    pthread_t thread;
    int64_t until, pairs;
};

static void *map(void *argument) {
    struct mapper *m = argument;
    for (m->pairs = 0; now_ns() < m->until; m->pairs++) {
        void *memory = mmap(0, 64 << 10, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED || munmap(memory, 64 << 10) != 0) exit(1);
    }
    return 0;
}

static int64_t measure(int64_t until, int64_t *nanos) {
    struct mapper mappers[64];
    int64_t threads = sysconf(_SC_NPROCESSORS_ONLN), pairs = 0;
    for (int i = 0; i < threads && i < 64; i++) {
        mappers[i].until = until;
        if (pthread_create(&mappers[i].thread, 0, map, &mappers[i]) != 0) exit(1);
    }
    for (int i = 0; i < threads && i < 64; i++) {
        pthread_join(mappers[i].thread, 0);
        pairs += mappers[i].pairs;
    }
    nanos[0] = 0; /* single pairs are not timed */
    return pairs;
}

int main(void) { return serve_rounds(measure); }
