// The global flag as in the article, a plain bool: a data race, which
// go run -race reports.
package main

import (
	"fmt"
	"sync"
	"time"
)

var exiting bool

func worker() {
	for {
		fmt.Println("worker")
		time.Sleep(1 * time.Second)
		if exiting { // a race: main writes this, and nothing orders the two
			return
		}
	}
}

func main() {
	var wg sync.WaitGroup
	wg.Go(worker)
	time.Sleep(3 * time.Second)
	exiting = true
	wg.Wait()
	fmt.Println("over")
}
