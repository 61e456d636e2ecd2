// Pluginfail opens a plugin once, and then copies of its file, which Go refuses: the plugin is already loaded.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"plugin"

	"targets/internal/stage"
)

var (
	file   = flag.String("plugin", "", "the plugin's file")
	copies = flag.Int("copies", 20, "how many copies of it to open")
)

func main() {
	flag.Parse()
	stage.Ready()
	_, err := plugin.Open(*file)
	stage.Check("open plugin", err)
	content, err := os.ReadFile(*file)
	stage.Check("read plugin", err)
	failed := 0
	for i := 0; i < *copies; i++ {
		copied := filepath.Join(os.TempDir(), fmt.Sprintf("copy%d.so", i))
		stage.Check("copy plugin", os.WriteFile(copied, content, 0o700))
		if _, err := plugin.Open(copied); err != nil {
			failed++
		}
	}
	stage.Truth(map[string]any{"failed": failed})
	stage.Hold()
}
