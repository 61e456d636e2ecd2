//go:build go1.24

package main

import "runtime"

var owner = newOwner()

// In the heap: what the linker lays out has no cleanups.
//
//go:noinline
func newOwner() *item { return &item{} }

//go:noinline
func clean(int) {}

func init() {
	// Again and again on one object.
	things["cleanups"] = func(count int) {
		for i := 0; i < count; i++ {
			runtime.AddCleanup(owner, clean, i)
		}
	}
	things["stoppedcleanups"] = func(count int) {
		for i := 0; i < count; i++ {
			runtime.AddCleanup(owner, clean, i).Stop()
		}
	}
}
