package corpus

import (
	"sync"
	"time"
)

func grpc3017(g *group, repaired bool) {
	const keepFor = time.Millisecond
	type connection struct {
		timer *time.Timer
		taken bool
	}
	var (
		mu        sync.Mutex
		kept      = map[int]*connection{} // guarded by mu
		deletions sync.WaitGroup
	)
	deleteKept := func(address int, c *connection) {
		defer deletions.Done()
		mu.Lock()
		if c.taken {
			if repaired {
				mu.Unlock()
			}
			return
		}
		delete(kept, address)
		mu.Unlock()
	}
	remove := func(address int) {
		mu.Lock()
		defer mu.Unlock()
		c := &connection{}
		kept[address] = c
		deletions.Add(1)
		c.timer = time.AfterFunc(keepFor, func() { deleteKept(address, c) })
	}
	take := func(address int) {
		mu.Lock()
		defer mu.Unlock()
		c, found := kept[address]
		if !found {
			return
		}
		if c.timer.Stop() {
			deletions.Done()
		} else {
			c.taken = true
		}
		delete(kept, address)
	}

	for range 2 {
		remove(1)
		time.Sleep(keepFor)
		take(1)
	}
	deletions.Wait()
}
