//go:build go1.24

package main

import "runtime"

type config struct{ bytes [64]byte }

//go:noinline
func forgetWatch(int) {}

//go:noinline
func watch(c *config, i int) runtime.Cleanup {
	return runtime.AddCleanup(c, forgetWatch, i)
}

func init() {
	classes["repeated-cleanup"] = func() class {
		long := &config{}
		var live []runtime.Cleanup
		return class{
			step: func(i int) {
				live = append(live, watch(long, i))
				if *twin && len(live) > kept() {
					live[0].Stop()
					live = live[1:]
				}
			},
			truth: func() map[string]any {
				defer runtime.KeepAlive(long)
				return map[string]any{"objects": len(live)}
			},
		}
	}
}
