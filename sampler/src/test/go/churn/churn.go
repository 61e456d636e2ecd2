// Churn allocates, collects, starts goroutines and sets finalizers as fast as it can.
package main

import (
	"runtime"
	"time"

	"targets/internal/stage"
)

type object struct {
	next  *object
	bytes [100]byte
}

func allocate() {
	for {
		var list *object
		for i := 0; i < 1000; i++ {
			list = &object{next: list}
			if i%50 == 0 {
				// In no list: what is dead behind an object with a finalizer outlives it by a cycle, and the heap would grow.
				runtime.SetFinalizer(&object{}, func(*object) {})
			}
		}
		large := make([]byte, 50_000)
		done := make(chan int)
		for i := 0; i < 10; i++ {
			go func() { done <- len(large) }()
		}
		for i := 0; i < 10; i++ {
			<-done
		}
	}
}

func main() {
	stage.Ready()
	for i := 0; i < 2; i++ {
		go allocate()
	}
	go func() {
		for {
			runtime.GC()
			time.Sleep(5 * time.Millisecond)
		}
	}()
	stage.Truth(map[string]any{"churning": true})
	stage.Hold()
}
