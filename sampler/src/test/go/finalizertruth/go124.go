//go:build go1.24

package main

import (
	"runtime"
	"weak"
)

//go:noinline
func cleanConn(int) {}

//go:noinline
func cleanBuffer(*node) {}

var weaks []weak.Pointer[buffer]

func init() {
	extras = append(extras, func(truth map[string]any) {
		for i := 0; i < *extra; i++ {
			c := &conn{}
			runtime.AddCleanup(c, cleanConn, i)
			runtime.AddCleanup(c, cleanConn, i)
			b := &buffer{}
			runtime.AddCleanup(b, cleanBuffer, &node{})
			weaks = append(weaks, weak.Make(b))
			kept = append(kept, c, b)
		}
		truth["cleanups"] = 3 * *extra
		truth["weak"] = *extra
	})
}
