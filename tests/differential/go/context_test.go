package differential

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing/synctest"
	"time"
)

// Two types of keys and three types of values, which a context must not
// confuse.
type keyA int64
type keyB int64
type note int64

func (k keyA) String() string { return fmt.Sprintf("key a%d", int64(k)) }
func (k keyB) String() string { return fmt.Sprintf("key b%d", int64(k)) }
func (n note) String() string { return fmt.Sprintf("note %d", int64(n)) }

func key(number int64) any {
	if number < 2 {
		return keyA(number % 2)
	}
	return keyB(number % 2)
}

func value(number int64) any {
	switch number % 3 {
	case 0:
		return fmt.Sprintf("text %d", number)
	case 1:
		return int(number)
	default:
		return note(number)
	}
}

func valueOf(c context.Context, number int64) string {
	if v := c.Value(key(number)); v != nil {
		return fmt.Sprint(v)
	}
	return "-"
}

// Entry 0 is no cause. Two entries have the same text and are still different
// causes.
func tableOfCauses() []error {
	return []error{nil, errors.New("disk full"), errors.New("disk full"),
		errors.New("maintenance"), context.Canceled, context.DeadlineExceeded}
}

type node struct {
	c             context.Context
	deadlineCause int64 // the cause that it has if its deadline passes
}

type function struct {
	on   int64
	stop func() bool
	seen string // what the function saw when it ran
}

type contextMachine struct {
	start        time.Time
	causes       []error
	contexts     map[int64]node
	cancels      map[int64]context.CancelFunc
	causeCancels map[int64]context.CancelCauseFunc
	functions    map[int64]*function
	ran          []int64 // since the last show
}

func newContextMachine(start time.Time) *contextMachine {
	return &contextMachine{
		start:  start,
		causes: tableOfCauses(),
		contexts: map[int64]node{
			0: {c: context.Background()}, 1: {c: context.TODO()}},
		cancels:      map[int64]context.CancelFunc{},
		causeCancels: map[int64]context.CancelCauseFunc{},
		functions:    map[int64]*function{},
	}
}

func (m *contextMachine) step(op operation) string {
	result := m.run(op)
	synctest.Wait()
	return result
}

func (m *contextMachine) end() {}

func (m *contextMachine) run(op operation) string {
	n := op.numbers
	switch op.name {
	case "advance":
		time.Sleep(time.Duration(n[0]))
		return ""
	case "stop":
		if f := m.functions[n[0]]; f != nil && f.stop != nil {
			return fmt.Sprint(" ", f.stop())
		}
		return " skipped"
	case "abandon":
		return m.abandon(n[0])
	case "cancel":
		return m.cancel(n[0], 0)
	case "cancel_cause":
		return m.cancel(n[0], n[1])
	case "drop":
		return skippedUnless(remove(m.contexts, n[0]))
	case "drop_cancel":
		plain := remove(m.cancels, n[0])
		return skippedUnless(remove(m.causeCancels, n[0]) || plain)
	case "after_func":
		return m.register(n[0], n[1])
	}
	parent, ok := m.contexts[n[1]]
	if !ok {
		return " skipped"
	}
	return m.derive(op, parent)
}

func remove[V any](m map[int64]V, id int64) bool {
	_, ok := m[id]
	delete(m, id)
	return ok
}

func skippedUnless(ok bool) string {
	if ok {
		return ""
	}
	return " skipped"
}

func (m *contextMachine) derive(op operation, parent node) string {
	n := op.numbers
	switch op.name {
	case "with_cancel":
		c, cancel := context.WithCancel(parent.c)
		return m.add(n[0], parent, c, cancel)
	case "with_cancel_cause":
		c, cancel := context.WithCancelCause(parent.c)
		m.causeCancels[n[0]] = cancel
		return m.add(n[0], parent, c, nil)
	case "without_cancel":
		return m.add(n[0], parent, context.WithoutCancel(parent.c), nil)
	case "with_value":
		return m.add(n[0], parent, context.WithValue(parent.c, key(n[2]), value(n[3])), nil)
	case "with_deadline", "with_deadline_cause":
		return m.deriveDeadline(n, parent, m.start.Add(time.Duration(n[2])), false)
	case "with_timeout", "with_timeout_cause":
		return m.deriveDeadline(n, parent, time.Now().Add(time.Duration(n[2])), true)
	default:
		panic("no operation is called " + op.name)
	}
}

func (m *contextMachine) deriveDeadline(n []int64, parent node, at time.Time, asTimeout bool) string {
	withCause := len(n) > 3
	var cause int64
	if withCause {
		cause = n[3]
	}
	// Of two timers that are due at the same time, either one fires first. Only
	// the cause shows which one, so a step whose cause would depend on that is
	// skipped.
	above, ok := parent.c.Deadline()
	if ok && above.Equal(at) && cause != parent.deadlineCause {
		return " skipped"
	}
	var c context.Context
	var cancel context.CancelFunc
	switch {
	case asTimeout && withCause:
		c, cancel = context.WithTimeoutCause(parent.c, time.Duration(n[2]), m.causes[cause])
	case asTimeout:
		c, cancel = context.WithTimeout(parent.c, time.Duration(n[2]))
	case withCause:
		c, cancel = context.WithDeadlineCause(parent.c, at, m.causes[cause])
	default:
		c, cancel = context.WithDeadline(parent.c, at)
	}
	born := m.add(n[0], parent, c, cancel)
	if !ok || at.Before(above) {
		m.contexts[n[0]] = node{c, cause}
	}
	return born
}

func (m *contextMachine) add(id int64, parent node, c context.Context, cancel context.CancelFunc) string {
	n := node{c: c}
	if _, ok := c.Deadline(); ok {
		n.deadlineCause = parent.deadlineCause
	}
	m.contexts[id] = n
	if cancel != nil {
		m.cancels[id] = cancel
	}
	if c.Err() != nil {
		return " over"
	}
	return ""
}

func (m *contextMachine) cancel(id, cause int64) string {
	if cancel := m.cancels[id]; cancel != nil {
		cancel()
	} else if cancel := m.causeCancels[id]; cancel != nil {
		cancel(m.causes[cause])
	} else {
		return " skipped"
	}
	return ""
}

func (m *contextMachine) register(id, on int64) string {
	n, ok := m.contexts[on]
	if !ok {
		return " skipped"
	}
	f := &function{on: on}
	m.functions[id] = f
	f.stop = context.AfterFunc(n.c, func() {
		mutex.Lock()
		defer mutex.Unlock()
		m.noteRun(id)
	})
	return ""
}

func (m *contextMachine) abandon(id int64) string {
	for _, f := range m.functions {
		if f.on == id {
			f.stop = nil
		}
	}
	hadCancel := remove(m.cancels, id)
	hadCancel = remove(m.causeCancels, id) || hadCancel
	return skippedUnless(remove(m.contexts, id) || hadCancel)
}

func (m *contextMachine) noteRun(id int64) {
	f := m.functions[id]
	f.seen = "at " + time.Since(m.start).String()
	if n, ok := m.contexts[f.on]; ok {
		f.seen += fmt.Sprintf(" err=%v cause=%v", n.c.Err(), m.causeOf(n.c))
	}
	m.ran = append(m.ran, id)
}

// causeOf returns the text of the cause and its number in the table.
func (m *contextMachine) causeOf(c context.Context) string {
	cause := context.Cause(c)
	return fmt.Sprintf("%v #%d", cause, slices.Index(m.causes, cause))
}

func (m *contextMachine) show() string {
	var out strings.Builder
	for _, id := range slices.Sorted(maps.Keys(m.contexts)) {
		c := m.contexts[id].c
		fmt.Fprintf(&out, "  %d err=%v cause=%v deadline=%v done=%v values=",
			id, c.Err(), m.causeOf(c), m.deadlineOf(c), isDone(c))
		for k := range int64(4) {
			out.WriteString(valueOf(c, k) + ",")
		}
		fmt.Fprintf(&out, " %v\n", c)
	}
	slices.Sort(m.ran)
	for _, id := range m.ran {
		fmt.Fprintf(&out, "  ran %d %s\n", id, m.functions[id].seen)
	}
	m.ran = nil
	return out.String()
}

func (m *contextMachine) deadlineOf(c context.Context) string {
	at, ok := c.Deadline()
	if !ok {
		return "none"
	}
	return at.Sub(m.start).String()
}

func isDone(c context.Context) bool {
	select {
	case <-c.Done():
		return true
	default:
		return false
	}
}
