//go:build cgo

package main

// #include <stdlib.h>
import "C"

import "runtime/cgo"

func init() { extra = append(extra, allocated, copied, handled) }

//go:noinline
func allocated() { _ = C.malloc(64) }

//go:noinline
func copied() { _ = C.CString("left behind") }

//go:noinline
func handled() { _ = cgo.NewHandle(new(owned)) }
