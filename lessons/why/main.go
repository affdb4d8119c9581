// Why context exists: a request asks three services, and one of them fails.
package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

const failAfter = 2 * time.Second

// lookup asks a service, but gives up when the request is canceled first.
func lookup(ctx context.Context, what string, takes time.Duration) {
	select { //: select
	case <-ctx.Done(): // nobody needs the answer any more
		fmt.Printf("%s: %v\n", what, ctx.Err()) //: given-up
	case <-time.After(takes):
		fmt.Printf("%s: found\n", what) //: found
	}
}

func main() {
	ctx, cancel := context.WithCancel(context.Background()) //: derive
	var wg sync.WaitGroup
	wg.Go(func() { lookup(ctx, "user", 1*time.Second) })  //: user
	wg.Go(func() { lookup(ctx, "news", 10*time.Second) }) //: news
	wg.Go(func() {                                        //: orders
		time.Sleep(failAfter)         //: sleep
		fmt.Println("orders: failed") //: failed
		cancel()                      // the whole request //: cancel
	})
	wg.Wait()           //: wait
	fmt.Println("over") //: over
}
