//go:build go1.21

package main

import "runtime"

var pinners []*runtime.Pinner

func init() {
	extras = append(extras, func() {
		for i := 0; i < *extra; i++ {
			p := &runtime.Pinner{}
			b := &buffer{}
			p.Pin(b)
			if i%4 == 0 {
				p.Pin(b)
			}
			pinners = append(pinners, p)
		}
		tell("pinned", *extra)
		tell("pinners", *extra)
	})
}
