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
	// The user belongs to the request; greet works without a user as well.
	name, ok := ctx.Value(userKey{}).(string)
	if !ok {
		name = "stranger"
	}
	fmt.Printf("%s, %s\n", greeting, name) //: greet
}

func main() {
	// Never pass nil: pass TODO if it is not clear yet which to pass.
	greet(context.TODO(), "hello")

	ctx, cancel := context.WithCancel(context.Background()) //: derive
	ctx = context.WithValue(ctx, userKey{}, "alice")        //: user
	ctx = context.WithValue(ctx, teamKey{}, "gophers")      //: team
	greet(ctx, "hello")

	// A context is safe for concurrent use: both goroutines wait on this one.
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
