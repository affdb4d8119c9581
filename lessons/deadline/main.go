// WithDeadline: the context is done at a given time.
package main

import (
	"context"
	"fmt"
	"time"
)

const (
	timeout   = 50 * time.Millisecond
	oversleep = 1 * time.Second
)

func main() {
	d := time.Now().Add(timeout)                                 //: when
	ctx, cancel := context.WithDeadline(context.Background(), d) //: derive

	// The deadline ends the context, but calling cancel is still a good habit:
	// otherwise the timer may be kept longer than needed.
	defer cancel() //: cancel

	select { //: select
	case <-time.After(oversleep):
		fmt.Println("overslept") //: overslept
	case <-ctx.Done():
		fmt.Println(ctx.Err()) //: print
	}
}
