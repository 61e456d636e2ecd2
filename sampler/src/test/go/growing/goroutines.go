package main

import "runtime/cgo"

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

type session struct{ id int }

func init() {
	things["goroutines"] = func(count int) {
		for i := 0; i < count; i++ {
			startWaiting()
		}
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
