// Idle does nothing, so that all that is seen of it is Go's own.
package main

import "targets/internal/stage"

func main() {
	stage.Ready()
	stage.Hold()
}
