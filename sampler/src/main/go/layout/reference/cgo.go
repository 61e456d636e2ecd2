//go:build cgo

package main

import (
	"plugin"
	"runtime/cgo"
)

func init() {
	newer = append(newer, func(kept *object) {
		cgo.NewHandle(kept).Delete()
		plugin.Open("")
	})
}
