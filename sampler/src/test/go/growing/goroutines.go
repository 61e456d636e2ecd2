package main

import (
	"io"
	"runtime"
	"runtime/cgo"
	"runtime/pprof"

	"targets/internal/stage"
)

var never = make(chan int)

//go:noinline
func wait() {
	<-never
}

//go:noinline
func startWaiting() {
	go wait()
}

//go:noinline
func startEnding() {
	done := make(chan bool)
	go func() { close(done) }()
	<-done
}

//go:noinline
func startLeaking() {
	lost := make(chan int)
	go func() { <-lost }()
}

// findLeaks lets Go itself mark those that can never go on, where it can; so many at least. One that does not wait yet is not
// marked.
func findLeaks(count int) {
	profile := pprof.Lookup("goroutineleak")
	for profile != nil {
		stage.Check("profile", profile.WriteTo(io.Discard, 0))
		if profile.Count() >= count {
			return
		}
		runtime.Gosched()
	}
}

type session struct{ id int }

func init() {
	things["goroutines"] = func(count int) {
		for i := 0; i < count; i++ {
			startWaiting()
		}
	}
	things["leakedgoroutines"] = func(count int) {
		for i := 0; i < count; i++ {
			startLeaking()
		}
		findLeaks(count)
	}
	things["reachedgoroutines"] = func(count int) {
		for i := 0; i < count; i++ {
			startWaiting()
		}
		findLeaks(0)
	}
	things["endinggoroutines"] = func(count int) {
		for i := 0; i < count; i++ {
			startEnding()
		}
	}
	things["handles"] = func(count int) {
		for i := 0; i < count; i++ {
			cgo.NewHandle(&session{i})
		}
	}
	things["deletedhandles"] = func(count int) {
		for i := 0; i < count; i++ {
			cgo.NewHandle(&session{i}).Delete()
		}
	}
}
