// The server and the client in one program, for one terminal.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

var (
	ms      = flag.Int("ms", 100, "the client's timeout, in milliseconds")
	respond = flag.String("respond", "random", "how: random, slow or quick")
	slow    = flag.Duration("slow", 10*time.Second, "how long slow takes")
	watch   = flag.Bool("watch", false, "stop when the client goes away")
)

func slowResponse(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
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

type result struct {
	resp *http.Response
	err  error
}

func doCall(ctx context.Context, url string) {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	respChan := make(chan result, 1)
	req, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		fmt.Printf("new request failed, err:%v\n", err)
		return
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() {
		resp, err := client.Do(req)
		fmt.Printf("client.do resp:%v, err:%v\n", resp, err)
		respChan <- result{resp, err}
	})

	select {
	case <-ctx.Done():
		fmt.Println("call api timeout")
	case result := <-respChan:
		fmt.Println("call server api success")
		if result.err != nil {
			fmt.Printf("call server api failed, err:%v\n", result.err)
			return
		}
		defer result.resp.Body.Close()
		data, err := io.ReadAll(http.MaxBytesReader(nil, result.resp.Body, 1<<20))
		if err != nil {
			fmt.Printf("read response failed, err:%v\n", err)
			return
		}
		fmt.Printf("resp:%s\n", data)
	}
}

func main() {
	flag.Parse()
	// On a free port.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	server := &http.Server{Handler: http.HandlerFunc(indexHandler)}
	go server.Serve(listener)                                //: listen
	ctx, cancel := context.WithTimeout(context.Background(), //: derive
		time.Duration(*ms)*time.Millisecond)
	defer cancel()                                          //: release
	doCall(ctx, fmt.Sprintf("http://%v/", listener.Addr())) //: call
	// A handler that watches stops soon, and says so. Any other handler works
	// for its ten seconds, and main does not wait for it.
	if *watch {
		server.Shutdown(context.Background()) //: shutdown
	}
}
