// Prints the values that tests/lib/go_values_test.cpp compares with the
// library's.
//
//go:debug asynctimerchan=0
package main

import (
	"fmt"
	"time"
)

func made(capacity int) (result any) {
	defer func() {
		if panicked := recover(); panicked != nil {
			result = panicked
		}
	}()
	return cap(make(chan int, capacity))
}

func poll(c <-chan time.Time) string {
	select {
	case <-c:
		return "fired"
	default:
		return "not yet"
	}
}

func main() {
	const long = time.Hour
	const short, longer = time.Millisecond, 50 * time.Millisecond

	timer := time.NewTimer(long)
	fmt.Println("a pending timer:", len(timer.C), cap(timer.C), poll(timer.C))
	timer.Reset(short)
	time.Sleep(longer)
	fmt.Println("a timer that fired:", len(timer.C), cap(timer.C), poll(timer.C))
	fmt.Println("received from:", len(timer.C), cap(timer.C), poll(timer.C))

	timer.Reset(short)
	time.Sleep(longer)
	fmt.Println("a timer stopped late:", timer.Stop(), poll(timer.C))

	zero := time.NewTimer(0)
	time.Sleep(longer)
	fmt.Println("a timer of zero:", len(zero.C), cap(zero.C), poll(zero.C))

	after := time.After(short)
	time.Sleep(longer)
	fmt.Println("after:", len(after), cap(after), poll(after))

	ticker := time.NewTicker(short)
	time.Sleep(longer)
	fmt.Println("a ticker:", len(ticker.C), cap(ticker.C), poll(ticker.C))
	ticker.Stop()
	fmt.Println("a stopped ticker:", len(ticker.C), cap(ticker.C), poll(ticker.C))

	// Not constants, which the compiler would refuse.
	for _, capacity := range []int{0, 1, -1, 1<<63 - 1} {
		fmt.Println("make:", made(capacity))
	}
}
