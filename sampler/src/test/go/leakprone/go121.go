//go:build go1.21

package main

import "runtime"

func init() { extra = append(extra, pinned) }

//go:noinline
func pinned() {
	var pinner runtime.Pinner
	pinner.Pin(new(owned))
}
