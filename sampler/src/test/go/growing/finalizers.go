package main

import "runtime"

type ring struct {
	next  *ring
	bytes [112]byte
}

type item struct{ bytes [120]byte }

var (
	keptRings []*ring
	keptItems []*item
)

//go:noinline
func freeRing(*ring) {}

//go:noinline
func freeKeptRing(*ring) {}

//go:noinline
func freeItem(*item) {}

//go:noinline
func newRing(free func(*ring)) *ring {
	a, b := &ring{}, &ring{}
	a.next, b.next = b, a
	runtime.SetFinalizer(a, free)
	return a
}

func init() {
	// Two objects in a circle, one with a finalizer; nobody else has them.
	things["rings"] = func(count int) {
		for i := 0; i < count; i++ {
			newRing(freeRing)
		}
	}
	// The same, in use.
	things["keptrings"] = func(count int) {
		for i := 0; i < count; i++ {
			keptRings = append(keptRings, newRing(freeKeptRing))
		}
	}
	// Objects with a finalizer that live long, in no circle.
	things["items"] = func(count int) {
		for i := 0; i < count; i++ {
			item := &item{}
			runtime.SetFinalizer(item, freeItem)
			keptItems = append(keptItems, item)
		}
	}
	// The same that die at once: the twin.
	things["dying"] = func(count int) {
		for i := 0; i < count; i++ {
			runtime.SetFinalizer(&item{}, freeItem)
		}
	}
}
