// Pluginhost opens one Go plugin.
package main

import (
	"flag"
	"os"
	"plugin"

	"targets/internal/stage"
)

var file = flag.String("plugin", "", "the plugin's file")

//go:noinline
func openPlugin() *plugin.Plugin {
	opened, err := plugin.Open(*file)
	stage.Check("open plugin", err)
	return opened
}

func main() {
	flag.Parse()
	if *file == "" {
		flag.Usage()
		os.Exit(2)
	}
	stage.Ready()
	symbol, err := openPlugin().Lookup("Greeting")
	stage.Check("lookup", err)
	stage.Truth(map[string]any{"plugin": *file, "greeting": symbol.(func() string)()})
	stage.Hold()
}
