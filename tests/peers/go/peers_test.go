package peers

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

var name = flag.String("program", "", "the program to run")

var programs = map[string]func() error{
	"lock_order":     lockOrder,
	"check_then_act": checkThenAct,
	"pipeline":       pipeline,
	"cancel_race":    cancelRace,
	"nested":         nested,
}

const runs = 1000

// A run that takes longer is taken for a deadlock. A bubble does not report a
// deadlock of locks, since it does not count a lock as durably blocking.
const patience = time.Second

// Runs the program in a bubble, and returns what it finds wrong.
func inBubble(t *testing.T, program func() error) (found string) {
	defer func() {
		if r := recover(); r != nil {
			found = "goroutine left behind"
			if !strings.Contains(fmt.Sprint(r), "blocked goroutines remain") {
				panic(r)
			}
		}
	}()
	synctest.Test(t, func(*testing.T) {
		if err := program(); err != nil {
			found = "assertion"
		}
	})
	return found
}

// Runs the program as inBubble, and does not wait for a deadlock to end.
func once(t *testing.T, program func() error) string {
	found := make(chan string, 1)
	go func() { found <- inBubble(t, program) }()
	select {
	case f := <-found:
		return f
	case <-time.After(patience):
		return "deadlock"
	}
}

func result(program string, found map[string]int) string {
	if program == "nested" {
		return fmt.Sprintf("%d outputs", len(outputs))
	}
	for f, n := range found {
		if f != "" {
			return fmt.Sprintf("found: %s, in %d of %d runs", f, n, runs)
		}
	}
	return "nothing found"
}

// Prints the program's row of the table.
func TestProgram(t *testing.T) {
	found := map[string]int{}
	start := time.Now()
	for range runs {
		found[once(t, programs[*name])]++
	}
	fmt.Printf("| %s | Go, synctest | %d | %.4f | %s |\n", *name, runs,
		time.Since(start).Seconds(), result(*name, found))
}
