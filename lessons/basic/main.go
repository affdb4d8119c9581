// The problem: nothing tells the worker to stop.
package main

import (
	"fmt"
	"sync"
	"time"
)

const work = 1 * time.Second

func worker() {
	for {
		fmt.Println("worker") //: print
		time.Sleep(work)      //: work
		// How could the worker learn that it should return?
	}
}

func main() {
	var wg sync.WaitGroup
	wg.Go(worker) //: go
	// How could we end the goroutine gracefully?
	wg.Wait() //: wait
	// Never printed:
	fmt.Println("over") //: over
}
