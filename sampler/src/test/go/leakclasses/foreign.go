package main

/*
#cgo LDFLAGS: -lpthread
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static size_t heap_in_use(void) {
#if __GLIBC__ > 2 || __GLIBC_MINOR__ >= 33
	struct mallinfo2 info = mallinfo2();
	return info.uordblks + info.hblkhd;
#else
	return (size_t)mallinfo().uordblks;
#endif
}

// A pool of C threads that fill blocks: each in an arena of its own.
#define WORKERS 4
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static size_t wanted[WORKERS];
static char **blocks[WORKERS];
static size_t made[WORKERS], freed[WORKERS], room, keep;

static void *fill_blocks(void *argument) {
	long me = (long)argument;
	for (;;) {
		pthread_mutex_lock(&lock);
		while (wanted[me] == 0) {
			pthread_cond_wait(&wake, &lock);
		}
		size_t bytes = wanted[me];
		wanted[me] = 0;
		pthread_mutex_unlock(&lock);
		char *block = malloc(bytes);
		memset(block, 1, bytes);
		blocks[me][made[me]++ % room] = block;
		if (keep > 0 && made[me] - freed[me] > keep) {
			free(blocks[me][freed[me]++ % room]);
		}
	}
	return NULL;
}

static void start_workers(size_t steps, size_t kept) {
	room = steps;
	keep = kept;
	for (long i = 0; i < WORKERS; i++) {
		pthread_t thread;
		blocks[i] = calloc(steps, sizeof(char *));
		pthread_create(&thread, NULL, fill_blocks, (void *)i);
	}
}

static void fill_block(int worker, size_t bytes) {
	pthread_mutex_lock(&lock);
	wanted[worker] = bytes;
	pthread_cond_broadcast(&wake);
	pthread_mutex_unlock(&lock);
}

static void *sleep_until(void *argument) {
	int *end = argument;
	pthread_mutex_lock(&lock);
	while (!*end) {
		pthread_cond_wait(&wake, &lock);
	}
	pthread_mutex_unlock(&lock);
	free(end);
	return NULL;
}

static int *start_thread(void) {
	pthread_t thread;
	int *end = calloc(1, sizeof(int));
	pthread_create(&thread, NULL, sleep_until, end);
	pthread_detach(thread);
	return end;
}

static void end_thread(int *end) {
	pthread_mutex_lock(&lock);
	*end = 1;
	pthread_cond_broadcast(&wake);
	pthread_mutex_unlock(&lock);
}
*/
import "C"

import (
	"runtime"
	"strings"
	"unsafe"
)

//go:noinline
func copyToC(text string) unsafe.Pointer {
	return unsafe.Pointer(C.CString(text))
}

//go:noinline
func askWorker(i int) {
	C.fill_block(C.int(i%C.WORKERS), C.size_t(*size))
}

//go:noinline
func startWatcher() *C.int {
	return C.start_thread()
}

func init() {
	classes["cstring"] = func() class {
		// Each thread has an arena: a goroutine that goes from one to the next fills them all before it settles.
		runtime.LockOSThread()
		text := strings.Repeat("x", *size)
		before := int64(C.heap_in_use())
		var held []unsafe.Pointer
		return class{
			step: func(int) {
				held = append(held, copyToC(text))
				if *twin && len(held) > kept() {
					C.free(held[0])
					held = held[1:]
				}
			},
			truth: func() map[string]any {
				return map[string]any{"objects": len(held), "bytes": int64(C.heap_in_use()) - before}
			},
		}
	}
	classes["arenas"] = func() class {
		keep := 0
		if *twin {
			keep = kept() / C.WORKERS
		}
		C.start_workers(C.size_t(*seconds*float64(*rate)), C.size_t(keep))
		before := int64(C.heap_in_use())
		return class{
			step: askWorker,
			truth: func() map[string]any {
				return map[string]any{"bytes": int64(C.heap_in_use()) - before}
			},
		}
	}
	classes["threads"] = func() class {
		var running []*C.int
		return class{
			step: func(int) {
				running = append(running, startWatcher())
				if *twin && len(running) > kept() {
					C.end_thread(running[0])
					running = running[1:]
				}
			},
			truth: func() map[string]any { return map[string]any{"objects": len(running)} },
		}
	}
}
