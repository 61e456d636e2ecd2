//go:build go1.21

package main

import "runtime"

type frame struct{ bytes [496]byte }

//go:noinline
func pinFrame() *runtime.Pinner {
	pinner := &runtime.Pinner{}
	pinner.Pin(&frame{})
	return pinner
}

func init() {
	classes["pinner"] = func() class {
		var pinned []*runtime.Pinner
		return class{
			step: func(int) {
				pinned = append(pinned, pinFrame())
				if *twin && len(pinned) > kept() {
					pinned[0].Unpin()
					pinned = pinned[1:]
				}
			},
			truth: func() map[string]any {
				return map[string]any{"objects": len(pinned), "bytes": len(pinned) * 496}
			},
		}
	}
}
