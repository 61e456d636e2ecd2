//go:build go1.24

package main

import "runtime"

//go:noinline
func cleanConn(int) {}

func init() {
	extras = append(extras, func() {
		for i := 0; i < *extra; i++ {
			c := &conn{}
			runtime.AddCleanup(c, cleanConn, i)
			runtime.AddCleanup(c, cleanConn, i)
			kept = append(kept, c)
		}
		tell("cleanups", 2**extra)
	})
}
