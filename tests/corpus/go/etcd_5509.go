package corpus

import "sync"

func etcd5509(g *group, repaired bool) {
	var m sync.RWMutex
	open := true
	acquire := func() bool {
		m.RLock()
		if open {
			return true
		}
		if repaired {
			m.RUnlock()
		}
		return false
	}

	g.spawn(func() {
		if acquire() {
			m.RUnlock()
		}
	})
	m.Lock()
	open = false
	m.Unlock()
	m.Lock()
	defer m.Unlock()
}
