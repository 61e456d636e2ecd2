// Cmalloc allocates C memory as a busy service does, some 200,000 times a second: what it frees soon, and a little that it
// forgets.
package main

/*
#cgo CFLAGS: -O1 -fno-omit-frame-pointer
#include <stdlib.h>
#include <string.h>

__attribute__((noinline)) static void *take(size_t bytes) {
	char *memory = malloc(bytes);
	if (memory == NULL) {
		abort();
	}
	memset(memory, 1, bytes);
	return memory;
}

__attribute__((noinline)) static void serve(int calls) {
	void *held[16];
	for (int i = 0; i < calls; i += 16) {
		for (int j = 0; j < 16; j++) {
			held[j] = take(32 + 48 * j);
		}
		for (int j = 0; j < 16; j++) {
			free(held[j]);
		}
	}
}

__attribute__((noinline)) static void forget(int calls) {
	for (int i = 0; i < calls; i++) {
		take(512);
	}
}
*/
import "C"

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"targets/internal/rounds"
	"targets/internal/stage"
)

var (
	perTick = flag.Int("calls", 208, "allocations a millisecond that are freed")
	leaked  = flag.Int("leaked", 2, "allocations a millisecond that are not")
	measure = flag.Bool("measure", false, "measure requests as it is told to: the benchmark's target")
)

//go:noinline
func serveRequest() {
	C.serve(C.int(*perTick))
}

//go:noinline
func forgetSome() {
	C.forget(C.int(*leaked))
}

var sink uint64

// work takes a core for about a millisecond.
func work() {
	x := sink | 1
	for i := 0; i < 700_000; i++ {
		x = x*6364136223846793005 + 1442695040888963407
	}
	sink = x
}

// busy serves one request after the other for so long; gives the nanoseconds of each.
func busy(_ string, length time.Duration) []int64 {
	var nanos []int64
	for begin := time.Now(); time.Since(begin) < length; {
		start := time.Now()
		work()
		serveRequest()
		nanos = append(nanos, int64(time.Since(start)))
	}
	return nanos
}

func main() {
	flag.Parse()
	if *measure {
		fmt.Println("ready")
		rounds.Serve(busy)
		return
	}
	stage.Ready()
	var stopped atomic.Bool
	go func() {
		bufio.NewReader(os.Stdin).ReadString('\n')
		stopped.Store(true)
	}()
	ticks := 0
	start := time.Now()
	next := start
	for !stopped.Load() {
		serveRequest()
		forgetSome()
		ticks++
		next = next.Add(time.Millisecond)
		time.Sleep(time.Until(next))
	}
	stage.Truth(map[string]any{
		"malloc_count": ticks * (*perTick + *leaked),
		"leaked_count": ticks * *leaked,
		"leaked_bytes": ticks * *leaked * 512,
		"seconds":      time.Since(start).Seconds(),
	})
	stage.Hold()
}
