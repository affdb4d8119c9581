// The rules of use, each in a few lines.
package main

import (
	"context"
	"fmt"
	"sync"
)

// Each key has a type of its own, as if each were in a package of its own.
type userKey struct{}
type teamKey struct{}

// The context comes first, and is called ctx.
func greet(ctx context.Context, greeting string) {
	// Data of the request, which a function need not have to do its work.
	name, ok := ctx.Value(userKey{}).(string)
	if !ok {
		name = "stranger"
	}
	fmt.Printf("%s, %s\n", greeting, name) //: greet
}

func main() {
	// Never nil: TODO, while it is open which context to pass.
	greet(context.TODO(), "hello")

	ctx, cancel := context.WithCancel(context.Background()) //: derive
	ctx = context.WithValue(ctx, userKey{}, "alice")        //: user
	ctx = context.WithValue(ctx, teamKey{}, "gophers")      //: team
	greet(ctx, "hello")

	// Safe for concurrent use: both wait on one context, and read from it.
	var wg sync.WaitGroup
	seen := make([]error, 2)
	for i := range seen {
		wg.Go(func() { //: go
			<-ctx.Done() //: done
			seen[i] = ctx.Err()
		})
	}
	cancel()          //: cancel
	wg.Wait()         //: wait
	fmt.Println(seen) //: seen
	greet(ctx, "goodbye")
}
