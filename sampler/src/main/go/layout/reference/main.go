// Reference is a program that uses all of Go's runtime that Blindspot looks at, so that the linker keeps it.
package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

type object struct{ next *object }

func main() {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	metrics.Read([]metrics.Sample{{Name: metrics.All()[0].Name}})
	runtime.MemProfile(nil, true)
	debug.SetMaxStack(debug.SetMaxThreads(10_000))
	kept := &object{}
	runtime.SetFinalizer(kept, func(*object) {})
	for _, use := range newer {
		use(kept)
	}
	var group sync.WaitGroup
	var shared sync.Map
	group.Add(1)
	go func() {
		shared.Store(1, kept)
		group.Done()
	}()
	group.Wait()
	runtime.Goexit()
	os.Exit(runtime.NumGoroutine())
}

// Of what only newer releases have.
var newer []func(*object)
