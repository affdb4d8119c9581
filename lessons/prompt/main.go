// The worker waits for its work and for the end at once: it stops when asked.
package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

const (
	work      = 1 * time.Second
	stopAfter = 3 * time.Second
)

func worker(ctx context.Context) {
	// If both are ready, select takes either one; so the loop asks as well.
	for ctx.Err() == nil {
		fmt.Println("worker") //: work
		select {              //: select
		case <-ctx.Done(): // main says stop, in the middle of the work
			return
		case <-time.After(work): // the work is done
		}
	}
}

func main() {
	ctx, cancel := context.WithCancel(context.Background()) //: derive
	var wg sync.WaitGroup
	wg.Go(func() { worker(ctx) }) //: go
	time.Sleep(stopAfter)         //: sleep
	cancel()                      // tell the worker to stop //: cancel
	wg.Wait()                     //: wait
	fmt.Println("over")           //: over
}
