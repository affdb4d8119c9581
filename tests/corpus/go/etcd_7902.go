package corpus

import "sync"

func etcd7902(g *group, repaired bool) {
	var m sync.Mutex
	votes := 0
	ended := make(chan struct{})

	runRound := func(isLeader bool) {
		m.Lock()
		votes++
		m.Unlock()
		if !repaired {
			m.Lock()
			defer m.Unlock()
		}
		if isLeader {
			close(ended)
		}
		<-ended
	}
	g.spawn(func() { runRound(true) })
	g.spawn(func() { runRound(false) })
}
