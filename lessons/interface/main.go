// The four methods of a context, before it is done and after.
package main

import (
	"context"
	"fmt"
	"time"
)

const (
	timeout   = 1 * time.Second
	stopAfter = 2 * time.Second
)

type userKey struct{}

func show(ctx context.Context, start time.Time) {
	deadline, ok := ctx.Deadline()
	fmt.Println("Deadline:", deadline.Sub(start), ok) //: deadline
	select {                                          //: select
	case <-ctx.Done():
		fmt.Println("Done: closed") //: closed
	default:
		fmt.Println("Done: open") //: open
	}
	fmt.Println("Err:", ctx.Err())              //: err
	fmt.Println("Value:", ctx.Value(userKey{})) //: value
}

func main() {
	start := time.Now()
	d := start.Add(timeout)
	ctx, cancel := context.WithDeadline(context.Background(), d) //: derive
	ctx = context.WithValue(ctx, userKey{}, "alice")             //: with-value
	show(ctx, start)
	time.Sleep(stopAfter) //: sleep
	cancel()              //: cancel
	show(ctx, start)
}
