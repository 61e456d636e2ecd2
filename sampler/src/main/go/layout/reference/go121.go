//go:build go1.21

package main

import "runtime"

func init() {
	newer = append(newer, func(kept *object) {
		var pinner runtime.Pinner
		pinner.Pin(kept)
		pinner.Unpin()
	})
}
