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
	nested    = false // --nested
)

func worker(exitChannel <-chan struct{}, name string) {
	if nested && name == "worker" {
		go worker(exitChannel, "worker2") //: go-2
	}
	for {
		fmt.Println(name) //: print
		time.Sleep(work)  //: work
		select {          //: look
		case <-exitChannel:
			return // main says stop
		default:
		}
	}
}

func main() {
	exitChannel := make(chan struct{}) //: make
	var wg sync.WaitGroup
	wg.Go(func() { worker(exitChannel, "worker") }) //: go
	time.Sleep(stopAfter)                           //: pause
	// The send blocks until the worker looks.
	exitChannel <- struct{}{} //: stop
	close(exitChannel)        //: close
	wg.Wait()                 //: wait
	fmt.Println("over")       //: over
}
