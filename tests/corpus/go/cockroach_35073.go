package corpus

import (
	"sync"
	"sync/atomic"
)

func cockroach35073(g *group, repaired bool) {
	rows := make(chan int, 1)
	var closed atomic.Bool
	push := func() {
		if !closed.Load() {
			rows <- 0
		}
	}

	push()
	g.spawn(push)
	var outbox sync.WaitGroup
	outbox.Add(1)
	g.spawn(func() {
		defer outbox.Done()
		if !repaired {
			return
		}
		closed.Store(true)
		select {
		case <-rows:
		default:
		}
	})
	outbox.Wait()
	push()
}
