// The global flag as the document has it, a plain bool: a data race. See what
// go run -race says of it.
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
		if exiting { // reads what main writes, with nothing to order the two
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
