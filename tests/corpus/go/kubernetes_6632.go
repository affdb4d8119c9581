package corpus

import "sync"

func kubernetes6632(g *group, repaired bool) {
	resets := make(chan bool)
	connectionClosed := make(chan bool)
	var writeLock sync.Mutex
	closed := false // guarded by writeLock

	waitForClose := func() {
		for {
			select {
			case <-resets:
			case <-connectionClosed:
				return
			}
		}
	}
	monitor := func() {
		waitForClose()
		if repaired {
			g.spawn(func() {
				for range resets {
				}
			})
		}
		writeLock.Lock()
		defer writeLock.Unlock()
		close(resets)
		closed = true
	}
	writeFrame := func() {
		writeLock.Lock()
		defer writeLock.Unlock()
		if !closed {
			resets <- true
		}
	}

	g.spawn(monitor)
	g.spawn(writeFrame)
	close(connectionClosed)
}
