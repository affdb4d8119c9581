// The With family: a tree of contexts, one of which is canceled.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const timeout = 1 * time.Hour

type userKey struct{}

func show(ctx context.Context, name string) {
	fmt.Printf("%s: %v, cause %v, user %v\n", name, //: show
		ctx.Err(), context.Cause(ctx), ctx.Value(userKey{}))
}

func main() {
	server, stop := context.WithCancel(context.Background()) //: server
	defer stop()                                             //: stop
	request, cancel := context.WithCancelCause(server)       //: request
	user := context.WithValue(request, userKey{}, "alice")   //: user
	query, end := context.WithTimeout(user, timeout)         //: query
	defer end()                                              //: end
	audit := context.WithoutCancel(user)                     //: audit
	tomorrow := time.Now().Add(24 * time.Hour)
	report, drop := context.WithDeadline(server, tomorrow) //: report
	defer drop()                                           //: drop
	cleaned := make(chan struct{})
	context.AfterFunc(query, func() { //: after-func
		fmt.Println("query is over: clean up") //: clean-up
		close(cleaned)                         //: close
	})

	cancel(errors.New("client is gone")) //: cancel
	<-cleaned                            //: cleaned
	show(server, "server")
	show(request, "request")
	show(user, "user")
	show(query, "query")
	show(audit, "audit")
	show(report, "report")
}
