// A worker that waits for its work and its context at once stops when asked.
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
	nested    = false // --nested
)

func worker(ctx context.Context, name string) {
	if nested && name == "worker" {
		go worker(ctx, "worker2") //: go-2
	}
	// If both cases are ready, select takes either, so the loop asks as well.
	for ctx.Err() == nil {
		fmt.Println(name) //: print
		select {          //: select
		case <-ctx.Done(): // main says stop, in the middle of the work
			return
		case <-time.After(work): // the work is done
		}
	}
}

func main() {
	ctx, cancel := context.WithCancel(context.Background()) //: derive
	var wg sync.WaitGroup
	wg.Go(func() { worker(ctx, "worker") }) //: go
	time.Sleep(stopAfter)                   //: pause
	cancel()                                // tell the worker to stop //: stop
	wg.Wait()                               //: wait
	fmt.Println("over")                     //: over
}
