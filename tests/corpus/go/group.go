package corpus

import "sync/atomic"

// A group is the goroutines of one run of a kernel, main included. It knows
// when all of them have ended.
type group struct {
	alive atomic.Int64
	over  chan struct{} // closed when all have ended, or the bubble gave up
}

func newGroup() *group {
	g := &group{over: make(chan struct{})}
	g.alive.Add(1) // main
	return g
}

// spawn runs f in a goroutine of the group. A kernel starts each of its
// goroutines with spawn.
func (g *group) spawn(f func()) {
	g.alive.Add(1)
	go func() {
		f()
		g.end()
	}()
}

// end ends one goroutine of the group.
func (g *group) end() {
	if g.alive.Add(-1) == 0 {
		close(g.over)
	}
}
