package corpus

import "sync"

type watcher27782 struct {
	events    chan bool
	unwatched chan bool // closed: inotify sends its last event
	done      chan bool // closed: the reader is to end
	mu        sync.Mutex
	removed   *sync.Cond
	watched   bool // guarded by mu
}

func (w *watcher27782) readEvents() {
	select {
	case w.events <- true: // the file was written
	case <-w.done:
		return
	}
	select {
	case <-w.unwatched:
	case <-w.done:
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.watched = false
	w.removed.Broadcast()
}

func (w *watcher27782) remove() {
	close(w.unwatched)
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.watched {
		w.removed.Wait()
	}
}

func (w *watcher27782) receiveUntil(end <-chan bool) {
	for {
		select {
		case <-w.events:
		case <-end:
			return
		}
	}
}

func moby27782(g *group, repaired bool) {
	closed := make(chan bool)
	followLog := func() {
		w := &watcher27782{
			events:    make(chan bool),
			unwatched: make(chan bool),
			done:      make(chan bool),
			watched:   true,
		}
		w.removed = sync.NewCond(&w.mu)
		defer close(w.done)
		g.spawn(w.readEvents)
		if !repaired {
			w.receiveUntil(closed)
			w.remove()
			return
		}
		removed := make(chan bool)
		g.spawn(func() {
			defer close(removed)
			<-closed
			w.remove()
		})
		w.receiveUntil(removed)
	}

	g.spawn(followLog)
	close(closed)
}
