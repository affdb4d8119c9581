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
		fmt.Println("worker") //: print
		time.Sleep(work)      //: work
		select {              //: look
		case <-exitChannel:
			return // main says stop
		default:
		}
	}
}

func main() {
	exitChannel := make(chan struct{}) //: make
	var wg sync.WaitGroup
	wg.Go(func() { worker(exitChannel) }) //: go
	time.Sleep(stopAfter)                 //: pause
	// Blocks until the worker looks.
	exitChannel <- struct{}{} //: send
	close(exitChannel)        //: close
	wg.Wait()                 //: wait
	fmt.Println("over")       //: over
}
