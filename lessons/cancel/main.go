// The official way: main cancels a context that the worker polls.
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
	for {
		fmt.Println("worker")
		time.Sleep(work)
		select {
		case <-ctx.Done(): // main says stop
			return
		default:
		}
	}
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { worker(ctx) })
	time.Sleep(stopAfter)
	cancel() // tell the worker to stop
	wg.Wait()
	fmt.Println("over")
}
