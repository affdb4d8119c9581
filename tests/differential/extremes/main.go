// Prints how Go treats the longest and the shortest duration.
package main

import (
	"context"
	"fmt"
	"math"
	"time"
)

func fired(c <-chan time.Time) bool {
	select {
	case <-c:
		return true
	case <-time.After(20 * time.Millisecond):
		return false
	}
}

func panics(f func()) (yes bool) {
	defer func() { yes = recover() != nil }()
	f()
	return false
}

func main() {
	for _, d := range []time.Duration{math.MaxInt64, math.MinInt64} {
		c, cancel := context.WithTimeout(context.Background(), d)
		defer cancel()
		fmt.Println("timeout", c.Err())
		c, cancel = context.WithDeadline(context.Background(), time.Now().Add(d))
		defer cancel()
		fmt.Println("deadline", c.Err())
		fmt.Println("after", fired(time.After(d)))
		fmt.Println("timer", fired(time.NewTimer(d).C))
		t := time.NewTimer(time.Hour)
		t.Reset(d)
		fmt.Println("reset", fired(t.C))
		fmt.Println("ticker panics", panics(func() { time.NewTicker(d) }))
		slept := make(chan time.Time, 1)
		go func() { time.Sleep(d); slept <- time.Now() }()
		fmt.Println("sleep", fired(slept))
		fmt.Println(d)
	}
}
