// Blockedfinalizer lets one finalizer wait for good, and objects pile up behind it.
package main

import (
	"flag"
	"runtime"
	"time"

	"targets/internal/stage"
)

var objects = flag.Int("objects", 300, "objects with a finalizer, all dead")

type resource struct{ bytes [64]byte }

var never = make(chan int)

var entered = make(chan bool, 1)

//go:noinline
func release(*resource) {
	entered <- true
	<-never
}

//go:noinline
func drop(count int) {
	for i := 0; i < count; i++ {
		runtime.SetFinalizer(&resource{}, release)
	}
}

func main() {
	flag.Parse()
	stage.Ready()
	drop(*objects)
	// What was in a register or on the stack is not there for ever.
	drop(0)
	runtime.GC()
	<-entered
	time.Sleep(20 * time.Millisecond)
	runtime.GC()
	runtime.GC()
	stage.Truth(map[string]any{"objects": *objects})
	stage.Hold()
}
