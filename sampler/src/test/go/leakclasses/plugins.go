package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"plugin"
	"strings"

	"targets/internal/stage"
)

var files = flag.String("plugins", "", "files of plugins, by commas")

//go:noinline
func loadPlugin(file string) error {
	_, err := plugin.Open(file)
	return err
}

func init() {
	// Copies of one plugin under other names, which Go refuses once they are mapped.
	classes["failed-plugin"] = func() class {
		failed := 0
		return class{
			step: func(i int) {
				file := *files
				if !*twin && i > 0 {
					content, err := os.ReadFile(file)
					stage.Check("read plugin", err)
					file = filepath.Join(os.TempDir(), fmt.Sprintf("copy%d.so", i))
					stage.Check("copy plugin", os.WriteFile(file, content, 0o700))
				}
				if loadPlugin(file) != nil {
					failed++
				}
			},
			truth: func() map[string]any { return map[string]any{"objects": failed} },
		}
	}
	// Plugins built anew under other names, one after the other, each for good.
	classes["renewed-plugin"] = func() class {
		all := strings.Split(*files, ",")
		opened := map[string]bool{}
		return class{
			step: func(i int) {
				file := all[0]
				if !*twin {
					file = all[i*len(all)/int(*seconds*float64(*rate))]
				}
				stage.Check("open plugin", loadPlugin(file))
				opened[file] = true
			},
			truth: func() map[string]any { return map[string]any{"objects": len(opened)} },
		}
	}
}
