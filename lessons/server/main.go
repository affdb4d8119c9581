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
	start := time.Now()
	// Ten seconds of work, whether anybody waits or not; with --watch, only
	// while somebody does.
	parent := context.Background()
	if *watch {
		parent = r.Context()
	}
	work, cancel := context.WithTimeout(parent, *slow)
	defer cancel()
	<-work.Done()
	if errors.Is(work.Err(), context.Canceled) {
		fmt.Fprintf(os.Stderr, "the client has gone: stopped after %v, not %v\n",
			time.Since(start).Truncate(time.Millisecond), *slow)
		return
	}
	fmt.Fprint(w, "slow response")
}

func quickResponse(w http.ResponseWriter) {
	fmt.Fprint(w, "quick response")
}

func indexHandler(w http.ResponseWriter, r *http.Request) {
	if *respond == "slow" || *respond == "random" && rand.IntN(2) == 0 {
		slowResponse(w, r)
	} else {
		quickResponse(w)
	}
}

func main() {
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(),
		syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	http.HandleFunc("/", indexHandler)
	server := &http.Server{ReadHeaderTimeout: 10 * time.Second}
	go server.Serve(listener)
	fmt.Fprintf(os.Stderr, "listening on http://%v/\n", listener.Addr())
	<-ctx.Done()
	fmt.Fprintln(os.Stderr, "ending:", context.Cause(ctx))
}
