// Plugin is what pluginhost opens: built with -buildmode=plugin.
package main

// Greeting is the symbol the host looks up.
func Greeting() string {
	return "hello from the plugin"
}

func main() {}
