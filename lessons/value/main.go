// WithValue: the context carries a value to the code that uses it.
package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

const (
	timeout   = 50 * time.Millisecond
	work      = 10 * time.Millisecond
	stopAfter = 5 * time.Second
	traceCode = "12512312234"
)

// The key has a type of its own, so that no other package can have the same
// key. Go recommends this.
type traceCodeKey string

func worker(ctx context.Context) {
	key := traceCodeKey("TRACE_CODE")
	// Not ok if there is no such value, or if it is not a string.
	traceCode, ok := ctx.Value(key).(string) //: lookup
	if !ok {
		fmt.Println("invalid trace code") //: invalid
	}
	for {
		fmt.Printf("worker, trace code:%s\n", traceCode) //: print
		// Assume that connecting takes this long.
		time.Sleep(work) //: work
		select {         //: look
		case <-ctx.Done():
			// The time is up, or main says stop.
			fmt.Println("worker done!") //: done
			return
		default:
		}
	}
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), timeout) //: derive
	// The variable now holds a child, which is done when its parent is done.
	ctx = context.WithValue(ctx, traceCodeKey("TRACE_CODE"), traceCode) //: value
	var wg sync.WaitGroup
	wg.Go(func() { worker(ctx) }) //: go
	time.Sleep(stopAfter)         //: pause
	// Tell the worker to stop, if it has not stopped yet.
	cancel()            //: cancel
	wg.Wait()           //: wait
	fmt.Println("over") //: over
}
