package corpus

import (
	"sync"
	"sync/atomic"
)

func cockroach16167(g *group, repaired bool) {
	var config sync.RWMutex
	var databases atomic.Int32

	findDatabases := func() int32 {
		if !repaired {
			config.RLock()
			defer config.RUnlock()
		}
		return databases.Load()
	}
	execute := func() {
		config.RLock()
		defer config.RUnlock()
		findDatabases()
	}
	g.spawn(func() {
		config.Lock()
		defer config.Unlock()
		databases.Store(1)
	})
	execute()
}
