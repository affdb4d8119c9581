// First attempt: main sets a global variable that the worker polls.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

const (
	work      = 1 * time.Second
	stopAfter = 3 * time.Second
	nested    = false // --nested
)

// The flag is atomic, because main writes it while the worker reads it. With a
// plain bool, as in the article, this is a data race: the worker may see the
// change late or never.
var exiting atomic.Bool

func worker(name string) {
	if nested && name == "worker" {
		go worker("worker2") //: go-2
	}
	for {
		fmt.Println(name)   //: print
		time.Sleep(work)    //: work
		if exiting.Load() { //: look
			return
		}
	}
}

func main() {
	var wg sync.WaitGroup
	wg.Go(func() { worker("worker") }) //: go
	time.Sleep(stopAfter)              //: pause
	// Tell the worker to stop.
	exiting.Store(true) //: stop
	wg.Wait()           //: wait
	fmt.Println("over") //: over
}
