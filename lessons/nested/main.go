// The worker starts another: one cancel reaches both.
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
	go worker2(ctx) // nobody waits for it
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

func worker2(ctx context.Context) {
	for {
		fmt.Println("worker2")
		time.Sleep(work)
		select {
		case <-ctx.Done(): // main says stop, to worker2 as well
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
	cancel() // tell both workers to stop
	wg.Wait()
	fmt.Println("over")
}
