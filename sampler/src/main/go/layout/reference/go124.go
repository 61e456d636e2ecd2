//go:build go1.24

package main

import (
	"runtime"
	"weak"
)

func init() {
	newer = append(newer, func(kept *object) {
		runtime.AddCleanup(kept, func(int) {}, 1)
		weak.Make(kept).Value()
	})
}
