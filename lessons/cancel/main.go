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
	nested    = false // --nested
)

func worker(ctx context.Context, name string) {
	if nested && name == "worker" {
		go worker(ctx, "worker2") //: go-2
	}
	for {
		fmt.Println(name) //: print
		time.Sleep(work)  //: work
		select {          //: look
		case <-ctx.Done():
			return // main says stop
		default:
		}
	}
}

func main() {
	ctx, cancel := context.WithCancel(context.Background()) //: derive
	var wg sync.WaitGroup
	wg.Go(func() { worker(ctx, "worker") }) //: go
	time.Sleep(stopAfter)                   //: pause
	// Tell the worker to stop.
	cancel()            //: stop
	wg.Wait()           //: wait
	fmt.Println("over") //: over
}
