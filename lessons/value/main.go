// WithValue: the context carries a value to where it is used.
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

// A key is of a type of one's own, so that no other package can have the same
// one. Go recommends it.
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
		// Say that connecting takes this long.
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
	// The variable now holds a child, which is over when its parent is.
	ctx = context.WithValue(ctx, traceCodeKey("TRACE_CODE"), traceCode) //: value
	var wg sync.WaitGroup
	wg.Go(func() { worker(ctx) }) //: go
	time.Sleep(stopAfter)         //: pause
	// Tell the worker to stop, if it has not yet.
	cancel()            //: cancel
	wg.Wait()           //: wait
	fmt.Println("over") //: over
}
