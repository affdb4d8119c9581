// WithTimeout: the context is done after a given time.
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
)

func worker(ctx context.Context) {
	for {
		fmt.Println("db connecting ...") //: print
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
	var wg sync.WaitGroup
	wg.Go(func() { worker(ctx) }) //: go
	time.Sleep(stopAfter)         //: pause
	// Tell the worker to stop, if it has not stopped yet.
	cancel()            //: cancel
	wg.Wait()           //: wait
	fmt.Println("over") //: over
}
