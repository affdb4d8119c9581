package differential

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing/synctest"
)

type cancelable struct {
	c      context.Context
	cancel context.CancelFunc
}

type channelMachine struct {
	channels map[int64]chan int64
	contexts map[int64]cancelable
	waiting  map[int64]bool
	ended    map[int64]string // since the last show
	quit     chan struct{}    // ends goroutines that nothing else can end
}

func newChannelMachine() *channelMachine {
	return &channelMachine{
		channels: map[int64]chan int64{0: nil},
		contexts: map[int64]cancelable{0: {context.Background(), func() {}}},
		waiting:  map[int64]bool{},
		ended:    map[int64]string{},
		quit:     make(chan struct{}),
	}
}

func (m *channelMachine) step(op operation) string {
	n := op.numbers
	switch op.name {
	case "chan":
		m.channels[n[0]] = make(chan int64, n[1])
	case "context":
		c, cancel := context.WithCancel(context.Background())
		m.contexts[n[0]] = cancelable{c, cancel}
	case "cancel":
		if c, ok := m.contexts[n[0]]; ok {
			c.cancel()
		}
	default:
		if m.possible(op) {
			m.start(op)
		}
	}
	synctest.Wait()
	return ""
}

func (m *channelMachine) end() {
	close(m.quit)
	for id, c := range m.channels {
		if id != 0 {
			func() {
				defer func() { _ = recover() }() // the channel may be closed already
				close(c)
			}()
		}
	}
	for _, c := range m.contexts {
		c.cancel()
	}
}

const (
	receive = 0
	send    = 1
	done    = 2
)

func (m *channelMachine) possible(op operation) bool {
	n := op.numbers
	if op.name != "select" {
		_, ok := m.channels[n[1]]
		return ok
	}
	for i := 2; i < len(n); i += 2 {
		_, ok := m.channels[n[i+1]]
		if n[i] == done {
			_, ok = m.contexts[n[i+1]]
		}
		if !ok {
			return false
		}
	}
	return true
}

func (m *channelMachine) start(op operation) {
	id := op.numbers[0]
	m.waiting[id] = true
	go func() {
		result := m.perform(op)
		mutex.Lock()
		defer mutex.Unlock()
		delete(m.waiting, id)
		m.ended[id] = result
	}()
}

func (m *channelMachine) perform(op operation) (result string) {
	defer func() {
		if problem := recover(); problem != nil {
			result = fmt.Sprint("panic: ", problem)
		}
	}()
	if op.name == "select" {
		return m.selectOne(op)
	}
	c := m.channels[op.numbers[1]]
	if c == nil && op.name != "close" {
		<-m.quit // blocks for as long as the program runs
		return ""
	}
	switch op.name {
	case "send":
		c <- op.numbers[0]
	case "close":
		close(c)
	default:
		v, ok := <-c
		return received(v, ok)
	}
	return "done"
}

func received(v int64, ok bool) string {
	if !ok {
		return "closed"
	}
	return fmt.Sprintf("received %d", v)
}

func (m *channelMachine) selectOne(op operation) string {
	n := op.numbers
	var cases []reflect.SelectCase
	for i := 2; i < len(n); i += 2 {
		c := reflect.SelectCase{Dir: reflect.SelectRecv}
		switch n[i] {
		case receive:
			c.Chan = reflect.ValueOf(m.channels[n[i+1]])
		case send:
			c.Dir = reflect.SelectSend
			c.Chan = reflect.ValueOf(m.channels[n[i+1]])
			c.Send = reflect.ValueOf(n[0])
		default:
			c.Chan = reflect.ValueOf(m.contexts[n[i+1]].c.Done())
		}
		cases = append(cases, c)
	}
	last := reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(m.quit)}
	if n[1] == 1 {
		last = reflect.SelectCase{Dir: reflect.SelectDefault}
	}
	taken, v, ok := reflect.Select(append(cases, last))
	if taken == len(cases) {
		return "default"
	}
	text := fmt.Sprintf("case %d", taken)
	if n[2+2*taken] == receive {
		text += ", " + received(v.Int(), ok)
	}
	return text
}

func (m *channelMachine) show() string {
	var out strings.Builder
	for _, id := range slices.Sorted(maps.Keys(m.ended)) {
		fmt.Fprintf(&out, "  %d %s\n", id, m.ended[id])
	}
	clear(m.ended)
	out.WriteString("  waiting:")
	for _, id := range slices.Sorted(maps.Keys(m.waiting)) {
		fmt.Fprintf(&out, " %d", id)
	}
	out.WriteString("\n  channels:")
	for _, id := range slices.Sorted(maps.Keys(m.channels)) {
		c := m.channels[id]
		fmt.Fprintf(&out, " %d=%d/%d", id, len(c), cap(c))
	}
	out.WriteString("\n")
	return out.String()
}
