package corpus

import "sync"

func grpc795(g *group, repaired bool) {
	var mu sync.Mutex
	draining := false // guarded by mu

	stopGracefully := func() {
		mu.Lock()
		if draining {
			mu.Unlock()
			return
		}
		draining = true
		if repaired {
			mu.Unlock()
		}
	}

	g.spawn(func() {
		mu.Lock()
		mu.Unlock()
	})
	stopGracefully()
	stopGracefully()
}
