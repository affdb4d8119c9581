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
	respChan := make(chan result, 1)                             //: make
	req, err := http.NewRequestWithContext(ctx, "GET", url, nil) //: request
	if err != nil {
		fmt.Printf("new request failed, err:%v\n", err)
		return
	}
	var wg sync.WaitGroup
	defer wg.Wait() //: wait
	wg.Go(func() {  //: go
		resp, err := client.Do(req)                          //: send
		fmt.Printf("client.do resp:%v, err:%v\n", resp, err) //: print
		respChan <- result{resp, err}                        //: hand-over
	})

	select { //: select
	case <-ctx.Done():
		fmt.Println("call api timeout") //: timeout
	case result := <-respChan:
		fmt.Println("call server api success") //: success
		if result.err != nil {
			fmt.Printf("call server api failed, err:%v\n", result.err) //: failed
			return
		}
		defer result.resp.Body.Close()                                             //: close
		data, err := io.ReadAll(http.MaxBytesReader(nil, result.resp.Body, 1<<20)) //: read
		if err != nil {
			fmt.Printf("read response failed, err:%v\n", err) //: read-failed
			return
		}
		fmt.Printf("resp:%s\n", data) //: response
	}
}

func main() {
	flag.Parse()
	ctx, cancel := context.WithTimeout(context.Background(), //: derive
		time.Duration(*ms)*time.Millisecond)
	// Release the resources of the context.
	defer cancel()    //: release
	doCall(ctx, *url) //: call
}
