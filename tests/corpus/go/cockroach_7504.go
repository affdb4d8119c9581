package corpus

import "sync"

type tableLease struct {
	sync.Mutex
	users int
}

func cockroach7504(g *group, repaired bool) {
	var cache sync.Mutex
	lease := &tableLease{}
	cached := lease

	g.spawn(func() {
		cache.Lock()
		found := cached
		if !repaired {
			defer cache.Unlock()
		} else {
			cache.Unlock()
		}
		if found == nil {
			return
		}
		found.Lock()
		defer found.Unlock()
		found.users++
	})
	g.spawn(func() {
		lease.Lock()
		defer lease.Unlock()
		cache.Lock()
		defer cache.Unlock()
		cached = nil
	})
}
