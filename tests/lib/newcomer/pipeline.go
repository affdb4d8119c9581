// Squares numbers until SIGTERM, and then drains the pipeline.
package main

import (
	"context"
	"fmt"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
)

// Sends 1, 2, 3, ... until stop is done.
func count(stop context.Context, out chan<- int, sent *int) error {
	defer close(out)
	for {
		select {
		case <-stop.Done():
			return nil
		case out <- *sent + 1:
			*sent++
		}
	}
}

// Sends the square of each number that it receives.
func square(c context.Context, in <-chan int, out chan<- int) error {
	defer close(out)
	for n := range in {
		time.Sleep(time.Millisecond) // stands for work
		select {
		case <-c.Done():
			return c.Err()
		case out <- n * n:
		}
	}
	return nil
}

func store(in <-chan int, stored *int) error {
	for range in {
		if *stored++; *stored == 3 {
			fmt.Println("stored 3 squares")
		}
	}
	return nil
}

func main() {
	stop, release := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer release()
	drained, cancel := context.WithCancel(context.Background())
	defer cancel()
	stages, c := errgroup.WithContext(drained)
	numbers, squares := make(chan int, 4), make(chan int, 4)
	var sent, stored int
	stages.Go(func() error { return count(stop, numbers, &sent) })
	stages.Go(func() error { return square(c, numbers, squares) })
	stages.Go(func() error { return store(squares, &stored) })
	<-stop.Done()
	late := time.AfterFunc(time.Second, cancel)
	defer late.Stop()
	if err := stages.Wait(); err != nil {
		fmt.Println("not drained:", err)
	}
	fmt.Printf("%v: %d lost\n", context.Cause(stop), sent-stored)
}
