package differential

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing/synctest"

	"differential/semaphore"
)

type semaphoreMachine struct {
	units    *semaphore.Weighted
	held     int64 // the units that steps have taken and not given back
	contexts map[int64]cancelable
	waiting  map[int64]bool
	ended    map[int64]string // since the last show
}

func newSemaphoreMachine() *semaphoreMachine {
	m := &semaphoreMachine{
		contexts: map[int64]cancelable{},
		waiting:  map[int64]bool{},
		ended:    map[int64]string{},
	}
	m.makeContext(0)
	return m
}

func (m *semaphoreMachine) makeContext(id int64) {
	c, cancel := context.WithCancel(context.Background())
	m.contexts[id] = cancelable{c, cancel}
}

func (m *semaphoreMachine) step(op operation) string {
	n := op.numbers
	switch {
	case op.name == "semaphore":
		if m.units == nil {
			m.units = semaphore.NewWeighted(n[0])
		}
	case op.name == "context":
		m.makeContext(n[0])
	case op.name == "cancel":
		if c, ok := m.contexts[n[0]]; ok {
			c.cancel()
		}
	case m.units == nil:
	case op.name == "try":
		if m.units.TryAcquire(n[1]) {
			m.held += n[1]
			m.ended[n[0]] = "acquired"
		} else {
			m.ended[n[0]] = "busy"
		}
	case op.name == "release":
		if n[0] <= m.held {
			m.held -= n[0]
			m.units.Release(n[0])
		}
	default:
		if c, ok := m.contexts[n[1]]; ok {
			m.waiting[n[0]] = true
			go m.acquire(n[0], c.c, n[2])
		}
	}
	synctest.Wait()
	return ""
}

func (m *semaphoreMachine) acquire(id int64, c context.Context, n int64) {
	err := m.units.Acquire(c, n)
	mutex.Lock()
	defer mutex.Unlock()
	delete(m.waiting, id)
	if err != nil {
		m.ended[id] = err.Error()
		return
	}
	m.held += n
	m.ended[id] = "acquired"
}

func (m *semaphoreMachine) show() string {
	var out strings.Builder
	for _, id := range slices.Sorted(maps.Keys(m.ended)) {
		fmt.Fprintf(&out, "  %d %s\n", id, m.ended[id])
	}
	clear(m.ended)
	out.WriteString("  waiting:")
	for _, id := range slices.Sorted(maps.Keys(m.waiting)) {
		fmt.Fprintf(&out, " %d", id)
	}
	fmt.Fprintf(&out, "\n  held: %d\n", m.held)
	return out.String()
}

func (m *semaphoreMachine) end() {
	for _, c := range m.contexts {
		c.cancel()
	}
}
