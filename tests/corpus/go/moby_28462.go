package corpus

import "sync"

func moby28462(g *group, repaired bool) {
	var container sync.Mutex
	stop := make(chan bool)

	handleProbeResult := func() {
		container.Lock()
		defer container.Unlock()
	}
	g.spawn(func() {
		select {
		case <-stop:
			return
		default:
		}
		handleProbeResult()
		<-stop // one probe is enough here
	})
	g.spawn(func() {
		container.Lock()
		defer container.Unlock()
		if repaired {
			close(stop)
		} else {
			stop <- true
		}
	})
}
