package main

// extra are the functions that not every build has.
var extra []func()

func more() {
	for _, each := range extra {
		each()
	}
}
