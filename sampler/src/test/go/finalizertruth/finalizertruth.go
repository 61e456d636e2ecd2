// Finalizertruth sets finalizers on objects that live, and on some that are in a cycle; newer releases also add cleanups
// and pins.
package main

import (
	"flag"
	"runtime"

	"targets/internal/stage"
)

type conn struct {
	descriptor int
	name       string
	peer       *conn
}

type node struct {
	next  any
	items []*node
}

type buffer struct{ bytes [200]byte }

var (
	conns   = flag.Int("conns", 1000, "objects with closeConn")
	buffers = flag.Int("buffers", 300, "objects with freeBuffer")
	rings   = flag.Int("rings", 50, "rings of three objects, one with freeNode")
	lists   = flag.Int("lists", 40, "objects with freeNode in no cycle")
	extra   = flag.Int("extra", 200, "objects with a cleanup, and pinned ones")
)

//go:noinline
func closeConn(*conn) {}

//go:noinline
func freeBuffer(*buffer) {}

//go:noinline
func freeNode(*node) {}

var (
	kept   []any
	extras []func(truth map[string]any)
)

func ring() {
	first := &node{}
	last := &node{next: first}
	first.items = []*node{{next: last}}
	runtime.SetFinalizer(first, freeNode)
}

func main() {
	flag.Parse()
	stage.Ready()
	for i := 0; i < *conns; i++ {
		c := &conn{descriptor: i, peer: &conn{}}
		runtime.SetFinalizer(c, closeConn)
		kept = append(kept, c)
	}
	for i := 0; i < *buffers; i++ {
		b := &buffer{}
		runtime.SetFinalizer(b, freeBuffer)
		kept = append(kept, b)
	}
	for i := 0; i < *rings; i++ {
		ring()
	}
	for i := 0; i < *lists; i++ {
		n := &node{next: &node{}, items: []*node{{}, nil}}
		runtime.SetFinalizer(n, freeNode)
		kept = append(kept, n)
	}
	truth := map[string]any{}
	for _, add := range extras {
		add(truth)
	}
	runtime.GC()
	runtime.GC()
	truth["conns"] = *conns
	truth["buffers"] = *buffers
	truth["rings"] = *rings
	truth["lists"] = *lists
	stage.Truth(truth)
	stage.Hold()
	runtime.KeepAlive(kept)
}
