//go:build go1.21

package main

import "runtime"

var pinner runtime.Pinner

func init() {
	extras = append(extras, func() {
		for i := 0; i < 5; i++ {
			pinner.Pin(&file{})
		}
	})
}
