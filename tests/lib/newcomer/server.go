// An HTTP server that gives each request 100 ms.
package main

import (
	"context"
	"fmt"
	"log"
	"net"
	"net/http"
	"time"
)

// Stands for a query, which takes as long as it says.
func query(c context.Context, text string) (string, error) {
	d, err := time.ParseDuration(text)
	if err != nil {
		return "", err
	}
	select {
	case <-time.After(d):
		return "took " + text, nil
	case <-c.Done():
		return "", c.Err()
	}
}

func handle(w http.ResponseWriter, r *http.Request) {
	c, cancel := context.WithTimeout(r.Context(), 100*time.Millisecond)
	defer cancel()
	answer, err := query(c, r.URL.Path[1:])
	switch {
	case err == nil:
		fmt.Fprint(w, answer)
	case c.Err() != nil:
		w.WriteHeader(http.StatusGatewayTimeout)
		fmt.Fprint(w, err)
	default:
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, "not a duration")
	}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening at", listener.Addr())
	log.Fatal(http.Serve(listener, http.HandlerFunc(handle)))
}
