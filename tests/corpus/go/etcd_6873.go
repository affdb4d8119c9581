package corpus

import "sync"

func etcd6873(g *group, repaired bool) {
	updates := make(chan int, 1)
	ended := make(chan struct{})
	var m sync.Mutex
	newest := 0

	g.spawn(func() {
		defer close(ended)
		for update := range updates {
			m.Lock()
			newest = update
			m.Unlock()
		}
	})
	updates <- 1
	g.spawn(func() {
		m.Lock()
		close(updates)
		if repaired {
			m.Unlock()
		} else {
			defer m.Unlock()
		}
		<-ended
	})
	_ = newest
}
