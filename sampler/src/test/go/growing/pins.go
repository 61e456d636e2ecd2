//go:build go1.21

package main

import "runtime"

type frame struct{ bytes [496]byte }

var pinners []*runtime.Pinner

//go:noinline
func pin() *runtime.Pinner {
	pinner := &runtime.Pinner{}
	pinner.Pin(&frame{})
	return pinner
}

func init() {
	things["pins"] = func(count int) {
		for i := 0; i < count; i++ {
			pinners = append(pinners, pin())
		}
	}
	things["unpinned"] = func(count int) {
		for i := 0; i < count; i++ {
			pin().Unpin()
		}
	}
}
