// Go's side of the rows in rows/outside.cpp.
package bench

import (
	"sync"
	"testing"
	"time"
)

func BenchmarkOutside(b *testing.B) {
	b.Run("SendAndReceive", func(b *testing.B) {
		c := make(chan int, 1)
		for range b.N {
			c <- 1
			<-c
		}
	})
	b.Run("ReadySelect/cases=2", func(b *testing.B) {
		x, y := make(chan int, 1), make(chan int, 1)
		x <- 1
		y <- 1
		for range b.N {
			select {
			case <-x:
				x <- 1
			case <-y:
				y <- 1
			}
		}
	})
	b.Run("TimerReset", func(b *testing.B) {
		t := time.NewTimer(time.Hour)
		for range b.N {
			t.Reset(time.Hour)
		}
	})
	b.Run("SpawnAndJoin", func(b *testing.B) {
		for range b.N {
			var wg sync.WaitGroup
			wg.Go(func() {})
			wg.Wait()
		}
	})
}
