package corpus

import "sync"

func kubernetes10182(g *group, repaired bool) {
	var statuses sync.RWMutex
	changes := make(chan bool)

	setPodStatus := func() {
		statuses.Lock()
		defer statuses.Unlock()
		changes <- true
	}
	deletePodStatus := func() {
		statuses.Lock()
		defer statuses.Unlock()
	}

	g.spawn(func() {
		for range 2 {
			<-changes
			if repaired {
				g.spawn(deletePodStatus)
			} else {
				deletePodStatus()
			}
		}
	})
	g.spawn(setPodStatus)
	g.spawn(setPodStatus)
}
