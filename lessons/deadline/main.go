// WithDeadline: the context is over at a given time.
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

	// The context ends by itself, but canceling it in any case is a good
	// habit: without that, its timer may be kept longer than it is needed.
	defer cancel() //: cancel

	select { //: select
	case <-time.After(oversleep):
		fmt.Println("overslept") //: overslept
	case <-ctx.Done():
		fmt.Println(ctx.Err()) //: print
	}
}
