//go:build go1.24

package main

import "runtime"

//go:noinline
func cleanFile(int) {}

func init() {
	extras = append(extras, func() {
		for _, f := range files[:7] {
			runtime.AddCleanup(f, cleanFile, 1)
		}
	})
}
