// WithCancel: whoever stops reading tells the generator to end.
package main

import (
	"context"
	"fmt"
)

const count = 5

func gen(ctx context.Context) <-chan int {
	dst := make(chan int)
	go func() {
		n := 1
		for {
			select {
			case <-ctx.Done():
				return // so that the goroutine does not leak
			case dst <- n:
				n++
			}
		}
	}()
	return dst
}

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel() // we have all the numbers we need

	for n := range gen(ctx) {
		fmt.Println(n)
		if n == count {
			break
		}
	}
}
