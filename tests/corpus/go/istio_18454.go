package corpus

import (
	"context"
	"sync"
	"time"
)

func istio18454(g *group, repaired bool) {
	const quietTime = time.Millisecond
	lifetime, cancel := context.WithCancel(context.Background())
	changes := make(chan bool, 1)
	var mu sync.Mutex
	hasTimer := false // guarded by mu

	drain := func(t *time.Timer) {
		if !repaired {
			<-t.C
			return
		}
		select {
		case <-t.C:
		default:
		}
	}
	loop := func() {
		quiet := time.NewTimer(quietTime)
		for {
			select {
			case <-quiet.C: // a snapshot is made here
			case <-changes:
				if !quiet.Stop() {
					drain(quiet)
				}
				quiet.Reset(quietTime)
			case <-lifetime.Done():
				quiet.Stop()
				return
			}
		}
	}
	onChange := func() {
		mu.Lock()
		if hasTimer {
			mu.Unlock()
			changes <- true
			return
		}
		hasTimer = true
		g.spawn(loop)
		mu.Unlock()
	}

	onChange()
	time.Sleep(quietTime)
	onChange()
	cancel()
}
