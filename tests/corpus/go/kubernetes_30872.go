package corpus

import "sync"

func kubernetes30872(g *group, repaired bool) {
	var informer sync.Mutex
	var queue sync.RWMutex
	stopped := make(chan bool)

	addCluster := func() {
		informer.Lock()
		defer informer.Unlock()
	}
	pop := func(process func()) {
		queue.Lock()
		defer queue.Unlock()
		process()
	}
	hasSynced := func() {
		queue.Lock()
		defer queue.Unlock()
	}
	start := func() {
		informer.Lock()
		defer informer.Unlock()
		g.spawn(func() {
			select {
			case <-stopped:
			default:
				pop(addCluster)
			}
		})
	}
	areClustersSynced := func() {
		if !repaired {
			informer.Lock()
			defer informer.Unlock()
		}
		hasSynced()
	}
	stop := func() {
		informer.Lock()
		defer informer.Unlock()
		close(stopped)
	}

	start()
	g.spawn(areClustersSynced)
	stop()
}
