//go:build go1.24

package main

import "runtime"

func init() { extra = append(extra, cleaned) }

//go:noinline
func cleaned() {
	runtime.AddCleanup(&owned{fd: 2}, func(int) {}, 7)
}
