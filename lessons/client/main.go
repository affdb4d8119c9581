// A client that gives the server 100 ms.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

var (
	url = flag.String("url", "http://127.0.0.1:8000/", "the URL to get")
	ms  = flag.Int("ms", 100, "the timeout, in milliseconds")
)

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
	ctx, cancel := context.WithTimeout(context.Background(),
		time.Duration(*ms)*time.Millisecond)
	defer cancel() // release what the context has
	doCall(ctx, *url)
}
