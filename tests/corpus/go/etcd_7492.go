package corpus

import (
	"sync"
	"time"
)

type tokenKeeper struct {
	sync.Mutex
	added  chan int
	stop   chan struct{}
	tokens int
}

func (k *tokenKeeper) logIn(repaired bool) {
	k.Lock()
	defer k.Unlock()
	if repaired {
		k.tokens++
	} else {
		k.added <- 1
	}
}

func (k *tokenKeeper) dropTokens(repaired bool) {
	if !repaired && k.tokens == 0 {
		return
	}
	k.Lock()
	defer k.Unlock()
	k.tokens = 0
}

func (k *tokenKeeper) keep(repaired bool) {
	tick := time.After(time.Millisecond)
	for {
		select {
		case <-k.added:
			k.tokens++
		case <-tick:
			k.dropTokens(repaired)
		case <-k.stop:
			return
		}
	}
}

func etcd7492(g *group, repaired bool) {
	k := &tokenKeeper{added: make(chan int, 1), stop: make(chan struct{})}
	g.spawn(func() { k.keep(repaired) })
	k.logIn(repaired)
	var users sync.WaitGroup
	for range 2 {
		users.Add(1)
		g.spawn(func() {
			defer users.Done()
			time.Sleep(time.Millisecond)
			k.logIn(repaired)
		})
	}
	users.Wait()
	close(k.stop)
}
