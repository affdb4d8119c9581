// WithTimeout: the context is over after a given time.
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
		fmt.Println("db connecting ...")
		time.Sleep(work) // say that connecting takes this long
		select {
		case <-ctx.Done(): // the time is up, or main says stop
			fmt.Println("worker done!")
			return
		default:
		}
	}
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	var wg sync.WaitGroup
	wg.Go(func() { worker(ctx) })
	time.Sleep(stopAfter)
	cancel() // tell the worker to stop, if it has not yet
	wg.Wait()
	fmt.Println("over")
}
