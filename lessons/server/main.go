// A server that is slow, half of the time.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

var (
	addr    = flag.String("addr", "127.0.0.1:8000", "where to listen")
	respond = flag.String("respond", "random", "how: random, slow or quick")
	slow    = flag.Duration("slow", 10*time.Second, "how long slow takes")
	watch   = flag.Bool("watch", false, "stop when the client goes away")
)

func slowResponse(w http.ResponseWriter, r *http.Request) {
	start := time.Now() //: start
	// Ten seconds of work, even if the client goes away; with --watch the work
	// stops then.
	parent := context.Background()
	if *watch {
		parent = r.Context()
	}
	work, cancel := context.WithTimeout(parent, *slow) //: derive
	defer cancel()                                     //: release
	<-work.Done()                                      //: work
	if errors.Is(work.Err(), context.Canceled) {       //: look
		fmt.Fprintf(os.Stderr, "the client has gone: stopped after %v, not %v\n", //: gone
			time.Since(start).Truncate(time.Millisecond), *slow)
		return
	}
	fmt.Fprint(w, "slow response") //: slow
}

func quickResponse(w http.ResponseWriter) {
	fmt.Fprint(w, "quick response") //: quick
}

func indexHandler(w http.ResponseWriter, r *http.Request) {
	if *respond == "slow" || *respond == "random" && rand.IntN(2) == 0 { //: choose
		slowResponse(w, r) //: go-slow
	} else {
		quickResponse(w) //: go-quick
	}
}

func main() {
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), //: notify
		syscall.SIGINT, syscall.SIGTERM)
	defer stop() //: restore
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	http.HandleFunc("/", indexHandler)
	server := &http.Server{ReadHeaderTimeout: 10 * time.Second}
	go server.Serve(listener)                                            //: listen
	fmt.Fprintf(os.Stderr, "listening on http://%v/\n", listener.Addr()) //: listening
	<-ctx.Done()                                                         //: wait
	fmt.Fprintln(os.Stderr, "ending:", context.Cause(ctx))               //: ending
}
