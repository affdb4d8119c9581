// The five programs, as Go has them. A program returns what it found wrong.
package peers

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"
)

func lockOrder() error {
	var a, b sync.Mutex
	var wg sync.WaitGroup
	both := func(first, second *sync.Mutex) {
		first.Lock()
		defer first.Unlock()
		second.Lock()
		defer second.Unlock()
	}
	wg.Go(func() { both(&a, &b) })
	wg.Go(func() { both(&b, &a) })
	wg.Wait()
	return nil
}

type account struct {
	mu      sync.Mutex
	balance int
}

func (a *account) has(amount int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.balance >= amount
}

func (a *account) withdraw(amount int) {
	if !a.has(amount) {
		return
	}
	// The lock is released here, so another worker can withdraw in between.
	a.mu.Lock()
	defer a.mu.Unlock()
	a.balance -= amount
}

func checkThenAct() error {
	a := &account{balance: 100}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { a.withdraw(60) })
	}
	wg.Wait()
	if !a.has(0) {
		return errors.New("the balance is negative")
	}
	return nil
}

func pipeline() error {
	stage := func(from <-chan int, f func(int) int) <-chan int {
		to := make(chan int, 1)
		go func() {
			defer close(to)
			for i := range from {
				to <- f(i)
			}
		}()
		return to
	}
	produced := make(chan int, 1)
	go func() {
		defer close(produced)
		for i := range 3 {
			produced <- i + 1
		}
	}()
	doubled := stage(produced, func(i int) int { return i * 2 })
	var got []int
	for i := range stage(doubled, func(i int) int { return i + 1 }) {
		got = append(got, i)
	}
	if !slices.Equal(got, []int{3, 5, 7}) {
		return errors.New("the consumer got other values")
	}
	return nil
}

func cancelRace() error {
	ctx, cancel := context.WithCancel(context.Background())
	result := make(chan int)
	go func() {
		if ctx.Err() == nil {
			result <- 42
		}
	}()
	go cancel()
	select {
	case <-result:
	case <-ctx.Done():
	}
	return nil
}

// The lines that nested has printed. When main returns, the process is gone, so
// later lines are dropped.
type terminal struct {
	mu     sync.Mutex
	lines  []string
	closed bool
}

func (t *terminal) println(line string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.closed {
		t.lines = append(t.lines, line)
	}
}

func (t *terminal) mainReturns() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = true
	return strings.Join(t.lines, "\n")
}

// What nested has printed, in all runs.
var outputs = map[string]bool{}

func nested() error {
	var out terminal
	names := []string{"worker", "worker2", "worker3"}
	var worker func(ctx context.Context, n int)
	worker = func(ctx context.Context, n int) {
		if n+1 < len(names) {
			go worker(ctx, n+1)
		}
		for {
			out.println(names[n])
			time.Sleep(time.Second)
			select {
			case <-ctx.Done():
				return
			default:
			}
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { worker(ctx, 0) })
	time.Sleep(time.Second)
	cancel()
	wg.Wait()
	out.println("over")
	outputs[out.mainReturns()] = true
	return nil
}
