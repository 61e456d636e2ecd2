package main

import (
	"runtime"
	"sync/atomic"
	"time"
	"unsafe"
)

type node struct {
	other *node
	bytes [496]byte
}

//go:noinline
func closeNode(*node) { atomic.AddInt64(&finalized, 1) }

var finalized int64

// Two that hold each other, each with a finalizer: neither is ever collected.
//
//go:noinline
func linkNodes() {
	a, b := &node{}, &node{}
	a.other = b
	if !*twin {
		b.other = a
	}
	runtime.SetFinalizer(a, closeNode)
	runtime.SetFinalizer(b, closeNode)
}

type socket struct{ bytes [496]byte }

var never = make(chan int)

//go:noinline
func closeSocket(*socket) {
	if *fault == "blocked-finalizer" && !*twin {
		<-never
	}
	if *fault == "slow-finalizer" && !*twin {
		time.Sleep(100 * time.Millisecond)
	}
	atomic.AddInt64(&finalized, 1)
}

//go:noinline
func dropSocket() {
	runtime.SetFinalizer(&socket{}, closeSocket)
}

func init() {
	classes["finalizer-cycle"] = func() class {
		var made int64
		return class{
			step: func(int) { linkNodes(); made += 2 },
			truth: func() map[string]any {
				left := made - atomic.LoadInt64(&finalized)
				return map[string]any{"objects": left, "bytes": left * int64(unsafe.Sizeof(node{}))}
			},
		}
	}
	queued := func() class {
		var made int64
		return class{
			step: func(int) { dropSocket(); made++ },
			truth: func() map[string]any {
				left := made - atomic.LoadInt64(&finalized)
				return map[string]any{"objects": left, "bytes": left * int64(unsafe.Sizeof(socket{}))}
			},
		}
	}
	classes["blocked-finalizer"] = queued
	classes["slow-finalizer"] = queued
}
