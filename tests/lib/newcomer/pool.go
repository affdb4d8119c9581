// Resizes pictures, three at a time.
package main

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"
)

// Stands for the work: returns the new size.
func resize(c context.Context, name string) (int, error) {
	if name == "notes.txt" {
		return 0, fmt.Errorf("%s: not a picture", name)
	}
	select {
	case <-time.After(10 * time.Millisecond):
		return 100 * len(name), nil
	case <-c.Done():
		return 0, c.Err()
	}
}

func resizeAll(c context.Context, names []string) ([]int, error) {
	sizes := make([]int, len(names))
	g, c := errgroup.WithContext(c)
	g.SetLimit(3)
	for i, name := range names {
		g.Go(func() error {
			size, err := resize(c, name)
			sizes[i] = size
			return err
		})
	}
	return sizes, g.Wait()
}

func main() {
	c, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, names := range [][]string{
		{"a.png", "bb.png", "c.png", "dd.png", "e.png"},
		{"f.png", "notes.txt", "g.png"},
	} {
		sizes, err := resizeAll(c, names)
		if err != nil {
			fmt.Println("failed:", err)
			continue
		}
		for i, size := range sizes {
			fmt.Println(names[i], size)
		}
	}
}
