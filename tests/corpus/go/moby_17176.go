package corpus

import (
	"sync"
	"time"
)

func moby17176(g *group, repaired bool) {
	var mu sync.Mutex
	deleted := 0 // guarded by mu

	cleanUp := func() {
		mu.Lock()
		if deleted == 0 {
			if repaired {
				mu.Unlock()
			}
			return
		}
		deleted = 0
		mu.Unlock()
	}

	cleanUp()
	done := make(chan bool, 1)
	g.spawn(func() {
		mu.Lock()
		defer mu.Unlock()
		done <- true
	})
	select {
	case <-done:
	case <-time.After(time.Millisecond):
	}
}
