// Scale has as many finalizers and goroutines, and as large a heap, as it is told: what a look at a large process costs.
package main

import (
	"flag"
	"runtime"
	"runtime/debug"

	"targets/internal/stage"
)

var (
	finalizers = flag.Int("finalizers", 0, "objects with a finalizer")
	rings      = flag.Int("rings", 10, "objects with a finalizer, in a cycle")
	goroutines = flag.Int("goroutines", 0, "goroutines that wait")
	heapBytes  = flag.Int64("heap", 0, "bytes of objects of a KiB")
)

// block is a KiB: a span of 8 KiB has eight, so a heap of them has as many spans as one can have.
type block struct {
	next  *block
	bytes [1024 - 8]byte
}

// ring has one of itself behind it: a finalizer on either never runs.
type ring struct{ other *ring }

type owner struct{ name string }

// handle leads somewhere, so that each is examined for a cycle.
type handle struct {
	owner      *owner
	descriptor int
}

var (
	blocks  *block
	handles []*handle
	never   = make(chan int)
)

//go:noinline
func release(*handle) {}

//go:noinline
func releaseRing(*ring) {}

//go:noinline
func makeRings() {
	for i := 0; i < *rings; i++ {
		one := &ring{&ring{}}
		one.other.other = one
		runtime.SetFinalizer(one, releaseRing)
	}
}

//go:noinline
func wait() { <-never }

//go:noinline
func fill() int64 {
	made := int64(0)
	for ; made < *heapBytes; made += 1024 {
		blocks = &block{next: blocks}
	}
	return made
}

//go:noinline
func register() {
	common := &owner{"everyone"}
	handles = make([]*handle, *finalizers)
	for i := range handles {
		handles[i] = &handle{common, i}
		runtime.SetFinalizer(handles[i], release)
	}
}

//go:noinline
func start() {
	for i := 0; i < *goroutines; i++ {
		go wait()
	}
}

func main() {
	flag.Parse()
	debug.SetGCPercent(-1) // nothing of it dies
	filled := fill()
	register()
	makeRings()
	start()
	stage.Ready()
	stage.Truth(map[string]any{
		"finalizers": len(handles), "rings": *rings, "goroutines": runtime.NumGoroutine(), "heap": filled,
	})
	stage.Hold()
}
