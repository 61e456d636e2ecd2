// Handletruth makes cgo handles to values of several types, deletes some, and keeps the rest.
package main

import (
	"flag"
	"runtime/cgo"

	"targets/internal/stage"
)

type session struct{ id int }

type callback func(int) int

var (
	sessions = flag.Int("sessions", 300, "handles to *session that stay")
	deleted  = flag.Int("deleted", 200, "handles to *session that are deleted")
	numbers  = flag.Int("numbers", 40, "handles to int that stay")
	calls    = flag.Int("calls", 7, "handles to callback that stay")
)

func make_(count int, value func(int) any) []cgo.Handle {
	handles := make([]cgo.Handle, count)
	for i := range handles {
		handles[i] = cgo.NewHandle(value(i))
	}
	return handles
}

func main() {
	flag.Parse()
	stage.Ready()
	make_(*sessions, func(i int) any { return &session{i} })
	for i, handle := range make_(*deleted, func(i int) any { return &session{i} }) {
		if i%2 == 0 {
			handle.Value()
		}
		handle.Delete()
	}
	make_(*numbers, func(i int) any { return i })
	make_(*calls, func(int) any { return callback(func(i int) int { return i }) })
	stage.Truth(map[string]any{
		"live":          *sessions + *numbers + *calls,
		"created":       *sessions + *deleted + *numbers + *calls,
		"*main.session": *sessions,
		"int":           *numbers,
		"main.callback": *calls,
	})
	stage.Hold()
}
