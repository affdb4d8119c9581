package corpus

import "context"

func cockroach10790(g *group, repaired bool) {
	earlier := []chan bool{make(chan bool), make(chan bool)}
	stopped := make(chan struct{})
	request, cancel := context.WithCancel(context.Background())

	drain := func() {
		for _, finished := range earlier {
			if !repaired {
				<-finished
				continue
			}
			select {
			case <-finished:
			case <-stopped:
				return
			}
		}
	}
	g.spawn(func() {
		for _, finished := range earlier {
			select {
			case finished <- true:
			case <-request.Done():
				return
			}
		}
	})
	g.spawn(func() {
		for _, finished := range earlier {
			select {
			case <-finished:
			case <-request.Done():
				g.spawn(drain)
				return
			}
		}
	})
	g.spawn(cancel)
	close(stopped)
}
