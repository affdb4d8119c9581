package corpus

import (
	"runtime"
	"sync"
)

func moby4951(g *group, repaired bool) {
	type device struct{ mu sync.Mutex }
	var set sync.Mutex
	var only device

	// With set locked.
	lookUp := func() *device { return &only }
	lookUpAlone := func() *device {
		set.Lock()
		defer set.Unlock()
		return lookUp()
	}
	// With set locked.
	removeAndWait := func() {
		set.Unlock()
		runtime.Gosched() // the kernel takes its time
		set.Lock()
	}
	deleteDevice := func() {
		if repaired {
			found := lookUpAlone()
			found.mu.Lock()
			defer found.mu.Unlock()
			set.Lock()
			defer set.Unlock()
			removeAndWait()
			return
		}
		set.Lock()
		defer set.Unlock()
		found := lookUp()
		found.mu.Lock()
		defer found.mu.Unlock()
		removeAndWait()
	}

	g.spawn(deleteDevice)
	g.spawn(deleteDevice)
}
