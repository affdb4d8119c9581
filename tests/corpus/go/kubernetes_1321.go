package corpus

import "sync"

func kubernetes1321(g *group, repaired bool) {
	type watcher struct {
		events  chan bool
		stopped chan bool // is closed then, in the repaired version
	}
	var mu sync.Mutex
	watchers := map[int]watcher{} // guarded by mu

	add := func(id int) watcher {
		mu.Lock()
		defer mu.Unlock()
		w := watcher{make(chan bool), make(chan bool)}
		watchers[id] = w
		return w
	}
	stop := func(id int, w watcher) {
		if repaired {
			close(w.stopped)
		}
		mu.Lock()
		defer mu.Unlock()
		delete(watchers, id)
		close(w.events)
	}
	distribute := func() {
		mu.Lock()
		defer mu.Unlock()
		for _, w := range watchers {
			select {
			case w.events <- true:
			case <-w.stopped:
			}
		}
	}

	g.spawn(distribute)
	w := add(1)
	stop(1, w)
}
