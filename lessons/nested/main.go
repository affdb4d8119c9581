// The worker starts a second worker: one cancel reaches both.
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
	// Nobody waits for worker2.
	go worker2(ctx) //: go-2
	for {
		fmt.Println("worker") //: print
		time.Sleep(work)      //: work
		select {              //: look
		case <-ctx.Done():
			return // main says stop
		default:
		}
	}
}

func worker2(ctx context.Context) {
	for {
		fmt.Println("worker2") //: print-2
		time.Sleep(work)       //: work-2
		select {               //: look-2
		case <-ctx.Done():
			return // main says stop, to worker2 as well
		default:
		}
	}
}

func main() {
	ctx, cancel := context.WithCancel(context.Background()) //: derive
	var wg sync.WaitGroup
	wg.Go(func() { worker(ctx) }) //: go
	time.Sleep(stopAfter)         //: pause
	// Tell both workers to stop.
	cancel()            //: stop
	wg.Wait()           //: wait
	fmt.Println("over") //: over
}
