// Background and TODO: the two roots, which are never done.
package main

import (
	"context"
	"fmt"
	"time"
)

const wait = 1 * time.Second

type userKey struct{}

func show(ctx context.Context) {
	_, deadline := ctx.Deadline()
	done := ctx.Done() != nil
	value := ctx.Value(userKey{}) != nil
	fmt.Printf("%v: deadline %v, done %v, value %v\n", ctx, //: show
		deadline, done, value)
}

func main() {
	show(context.Background())
	show(context.TODO())
	root := context.Background()
	ctx, cancel := context.WithCancel(root) //: derive
	show(ctx)
	cancel() //: cancel
	select { //: select
	case <-root.Done(): // never ready: a root has no channel to wait for
		fmt.Println("the root is done") //: over
	case <-time.After(wait):
		fmt.Println("child:", ctx.Err()) //: child
		fmt.Println("root:", root.Err()) //: root
	}
}
