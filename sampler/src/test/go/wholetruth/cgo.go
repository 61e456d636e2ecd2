//go:build cgo

package main

/*
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static pthread_barrier_t begun;

static void *hold(void *bytes) {
	// From a heap of the thread's own, and from its stack.
	volatile char stack[20000];
	memset((char *)stack, 1, sizeof stack);
	memset(malloc((size_t)bytes), 2, (size_t)bytes);
	pthread_barrier_wait(&begun);
	for (;;) {
		pthread_barrier_wait(&begun);
	}
}

static void holders(int count, size_t bytes) {
	pthread_barrier_init(&begun, NULL, count + 1);
	for (int i = 0; i < count; i++) {
		pthread_t thread;
		pthread_create(&thread, NULL, hold, (void *)bytes);
	}
	pthread_barrier_wait(&begun);
}
*/
import "C"

import "runtime/cgo"

type session struct{ id int }

func init() {
	extras = append(extras, func() {
		for i := 0; i < *extra; i++ {
			cgo.NewHandle(&session{i})
			cgo.NewHandle(i).Delete()
			C.malloc(1000)
		}
		C.holders(3, 100_000)
		tell("handles", *extra)
		tell("handles_created", 2**extra)
	})
}
