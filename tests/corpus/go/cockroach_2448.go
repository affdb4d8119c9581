package corpus

func cockroach2448(g *group, repaired bool) {
	const changes = 2
	written := make(chan int, changes)
	committed := make(chan int)
	applied := make(chan int)
	stop := make(chan struct{})
	for i := range changes {
		written <- i
	}

	g.spawn(func() { // Raft
		var pending []int
		for {
			var out chan<- int
			var next int
			if len(pending) > 0 {
				out, next = committed, pending[0]
			}
			select {
			case <-stop:
				return
			case <-applied:
			case change := <-written:
				if repaired {
					pending = append(pending, change)
				} else {
					committed <- change
				}
			case out <- next:
				pending = pending[1:]
			}
		}
	})
	g.spawn(func() { // the store
		for range changes {
			change := <-committed
			applied <- change
		}
		close(stop)
	})
}
