package corpus

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

var (
	only = flag.String("kernel", "", "the `name` of the only kernel to run")
	runs = flag.Int("runs", 100, "how often to run each version in each mode")
)

// A run that is still going after a moment is set aside, so that the next one
// can start. Those still going when the patience is over are stuck.
const (
	moment   = 2 * time.Millisecond
	patience = time.Second
)

// Prints how many runs of each kernel were stuck, because a goroutine was left
// that had not ended: plain runs, and runs in a bubble.
func TestFaulty(t *testing.T) {
	for _, k := range chosen() {
		plain := stuck(func(g *group) { start(g, k, false) })
		bubble := stuck(func(g *group) { startInBubble(t, g, k, false) })
		fmt.Println(k.name, plain, bubble)
	}
}

// A repaired kernel is never stuck.
func TestRepaired(t *testing.T) {
	for _, k := range chosen() {
		plain := stuck(func(g *group) { start(g, k, true) })
		bubble := stuck(func(g *group) { startInBubble(t, g, k, true) })
		if plain != 0 || bubble != 0 {
			t.Errorf("%s: %d plain runs and %d bubbles stuck", k.name, plain, bubble)
		}
	}
}

// Returns the kernels to run.
func chosen() []kernel {
	var all []kernel
	for _, k := range kernels {
		if *only == "" || *only == k.name {
			all = append(all, k)
		}
	}
	return all
}

func start(g *group, k kernel, repaired bool) {
	go func() {
		k.run(g, repaired)
		g.end()
	}()
}

// A bubble panics if its goroutines are durably blocked. A goroutine that waits
// for a mutex is not, so that the bubble then waits for ever.
func startInBubble(t *testing.T, g *group, k kernel, repaired bool) {
	main := func(*testing.T) {
		k.run(g, repaired)
		g.end()
		// The time of the bubble stands still when main has returned.
		time.Sleep(time.Second)
	}
	go func() {
		defer func() {
			if r := recover(); r != nil {
				if !strings.Contains(fmt.Sprint(r), "deadlock") {
					panic(r)
				}
				close(g.over)
			}
		}()
		synctest.Test(t, main)
	}()
}

// Makes runs, and returns how many of them were stuck.
func stuck(start func(*group)) int {
	var unfinished []*group
	for range *runs {
		g := newGroup()
		start(g)
		select {
		case <-g.over:
		case <-time.After(moment):
		}
		if g.alive.Load() != 0 {
			unfinished = append(unfinished, g)
		}
	}
	return len(stillAfter(patience, unfinished))
}

// Returns the groups that have a goroutine that has not ended after d.
func stillAfter(d time.Duration, groups []*group) []*group {
	giveUp := time.Now().Add(d)
	for {
		var still []*group
		for _, g := range groups {
			if g.alive.Load() != 0 {
				still = append(still, g)
			}
		}
		if len(still) == 0 || time.Now().After(giveUp) {
			return still
		}
		time.Sleep(moment)
	}
}
