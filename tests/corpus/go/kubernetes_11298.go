package corpus

import "sync"

func kubernetes11298(g *group, repaired bool) {
	// Runs f in a goroutine, and returns a channel that is closed afterwards.
	finished := func(f func()) <-chan struct{} {
		over := make(chan struct{})
		g.spawn(func() {
			defer close(over)
			f()
		})
		return over
	}
	if repaired {
		serve11298Repaired(finished)
	} else {
		serve11298Faulty(finished)
	}
}

func serve11298Faulty(finished func(func()) <-chan struct{}) {
	var mu sync.Mutex
	changed := sync.NewCond(&mu)
	election := finished(func() {
		mu.Lock()
		defer mu.Unlock()
		changed.Signal()
	})

	// This locks on behalf of the goroutine that waits.
	mu.Lock()
	defer mu.Unlock()
	for {
		select {
		case <-election:
			return
		default:
		}
		woken := finished(changed.Wait)
		select {
		case <-election:
			changed.Signal()
			<-woken
			return
		case <-woken:
		}
	}
}

func serve11298Repaired(finished func(func()) <-chan struct{}) {
	changed := make(chan struct{}, 1)
	election := finished(func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	})
	for {
		select {
		case <-election:
			return
		case <-changed:
		}
	}
}
