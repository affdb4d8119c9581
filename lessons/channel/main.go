// Second attempt: main sends on a channel that the worker polls.
package main

import (
	"fmt"
	"sync"
	"time"
)

const (
	work      = 1 * time.Second
	stopAfter = 3 * time.Second
)

func worker(exitChannel <-chan struct{}) {
	for {
		fmt.Println("worker")
		time.Sleep(work)
		select {
		case <-exitChannel: // main says stop
			return
		default:
		}
	}
}

func main() {
	exitChannel := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { worker(exitChannel) })
	time.Sleep(stopAfter)
	exitChannel <- struct{}{} // blocks until the worker looks
	close(exitChannel)
	wg.Wait()
	fmt.Println("over")
}
