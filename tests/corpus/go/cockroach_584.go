package corpus

import "sync"

func cockroach584(g *group, repaired bool) {
	var m sync.Mutex
	closed := false
	loop := func() {
		m.Lock()
		if closed {
			if repaired {
				m.Unlock()
			}
			return
		}
		m.Unlock()
	}

	g.spawn(func() {
		loop()
		loop()
	})
	m.Lock()
	closed = true
	m.Unlock()
}
