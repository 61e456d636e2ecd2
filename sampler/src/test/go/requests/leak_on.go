//go:build leak

package main

const leaks = true
