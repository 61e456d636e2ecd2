/* Two threads on one CPU that wake each other by pipes: each round trip is two context switches. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include "rounds.h"

static int there[2], back[2];

static void *answer(void *unused) {
    char byte;
    while (read(there[0], &byte, 1) == 1 && write(back[1], &byte, 1) == 1) {}
    return unused;
}

static int64_t measure(int64_t until, int64_t *nanos) {
    char byte = 0;
    int64_t pairs = 0;
    for (int64_t began = now_ns(); began < until; pairs++) {
        if (write(there[1], &byte, 1) != 1 || read(back[0], &byte, 1) != 1) exit(1);
        int64_t ended = now_ns();
        if (pairs < MOST) nanos[pairs] = ended - began;
        began = ended;
    }
    return pairs;
}

int main(void) {
    cpu_set_t one;
    pthread_t thread;
    CPU_ZERO(&one);
    CPU_SET(sysconf(_SC_NPROCESSORS_ONLN) - 1, &one);
    if (sched_setaffinity(0, sizeof one, &one) != 0 || pipe(there) != 0 || pipe(back) != 0) return 1;
    if (pthread_create(&thread, 0, answer, 0) != 0) return 1;
    return serve_rounds(measure);
}
