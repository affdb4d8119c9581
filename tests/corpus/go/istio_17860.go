package corpus

import (
	"context"
	"runtime"
	"sync"
	"time"
)

func istio17860(g *group, repaired bool) {
	ctx, cancel := context.WithCancel(context.Background())
	exits := make(chan int)
	var mu sync.Mutex
	epoch := 0                   // guarded by mu
	active := map[int]struct{}{} // guarded by mu

	// The agent's loop.
	g.spawn(func() {
		for {
			select {
			case exited := <-exits:
				mu.Lock()
				delete(active, exited)
				left := len(active)
				mu.Unlock()
				if left == 0 {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	})
	reportExit := func(epoch int) {
		if !repaired {
			exits <- epoch
			return
		}
		select {
		case exits <- epoch:
		case <-ctx.Done():
		}
	}
	// The proxy does not become live, and the restart gives up.
	waitUntilLive := runtime.Gosched
	restart := func() {
		mu.Lock()
		othersRun := len(active) > 0
		epoch++
		mine := epoch
		if repaired {
			active[mine] = struct{}{}
			mu.Unlock()
			if othersRun {
				waitUntilLive()
			}
		} else {
			if othersRun {
				waitUntilLive()
			}
			active[mine] = struct{}{}
			mu.Unlock()
		}
		g.spawn(func() { reportExit(mine) })
	}

	restart()
	g.spawn(restart)
	time.Sleep(200 * time.Nanosecond)
	cancel()
}
