// WithCancel: a reader that has enough tells the generator to end.
package main

import (
	"context"
	"fmt"
)

const count = 5

func gen(ctx context.Context) <-chan int {
	dst := make(chan int) //: make
	go func() {           //: go
		n := 1
		for {
			select { //: offer
			case <-ctx.Done():
				return // so that the goroutine does not leak
			case dst <- n:
				n++ //: next
			}
		}
	}()
	return dst
}

func main() {
	ctx, cancel := context.WithCancel(context.Background()) //: derive
	// We have all the numbers we need.
	defer cancel() //: cancel

	for n := range gen(ctx) { //: receive
		fmt.Println(n)  //: print
		if n == count { //: enough
			break
		}
	}
}
