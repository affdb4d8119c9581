// Go's side of the rows in rows/bubble.cpp: the same work in a bubble of
// testing/synctest.
package bench

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// row runs f(n) in a bubble, and measures it from outside, because the clock
// inside does not move.
func row(b *testing.B, name string, f func(n int)) {
	b.Run(name, func(b *testing.B) {
		synctest.Test(&testing.T{}, func(*testing.T) { f(b.N) })
	})
}

func BenchmarkBubble(b *testing.B) {
	row(b, "SpawnAndJoin", func(n int) {
		for range n {
			var wg sync.WaitGroup
			wg.Go(func() {})
			wg.Wait()
		}
	})
	row(b, "UnbufferedSend", func(n int) {
		c := make(chan int)
		go func() {
			for range c {
			}
		}()
		for i := range n {
			c <- i
		}
		close(c)
	})
	row(b, "PingPong", func(n int) {
		there, back := make(chan int), make(chan int)
		go func() {
			for i := range there {
				back <- i
			}
		}()
		for i := range n {
			there <- i
			<-back
		}
		close(there)
	})
	row(b, "BlockedSelect/cases=2", func(n int) {
		var c [2]chan int
		feed(c[:], n)
		for range n {
			select {
			case <-c[0]:
			case <-c[1]:
			}
		}
	})
	row(b, "BlockedSelect/cases=8", func(n int) {
		var c [8]chan int
		feed(c[:], n)
		for range n {
			select {
			case <-c[0]:
			case <-c[1]:
			case <-c[2]:
			case <-c[3]:
			case <-c[4]:
			case <-c[5]:
			case <-c[6]:
			case <-c[7]:
			}
		}
	})
	row(b, "AfterFunc", func(n int) {
		for range n {
			c, cancel := context.WithCancel(context.Background())
			ran := make(chan int)
			context.AfterFunc(c, func() { ran <- 1 })
			cancel()
			<-ran
		}
	})
	row(b, "Spawn/goroutines=1000", func(n int) {
		for range n {
			var wg sync.WaitGroup
			for range 1000 {
				wg.Go(func() {})
			}
			wg.Wait()
		}
	})
	row(b, "Channel/capacity=128", func(n int) {
		c := make(chan int, 128)
		go func() {
			for range c {
			}
		}()
		for i := range n {
			c <- i
		}
		close(c)
	})
	for _, many := range []int{10_000, 100_000} {
		row(b, fmt.Sprintf("WokenByCancel/goroutines=%d", many), func(n int) {
			for range n {
				c, cancel := context.WithCancel(context.Background())
				var wg sync.WaitGroup
				for range many {
					wg.Go(func() { <-c.Done() })
				}
				time.Sleep(time.Millisecond) // until all of them are blocked
				cancel()
				wg.Wait()
			}
		})
	}
}

// feed makes the channels, and sends n times, to one after the other.
func feed(c []chan int, n int) {
	for i := range c {
		c[i] = make(chan int)
	}
	go func() {
		for i := range n {
			c[i%len(c)] <- i
		}
	}()
}
