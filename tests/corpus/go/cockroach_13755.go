package corpus

import "context"

type openRows struct {
	left  int
	close context.CancelFunc
}

func (r *openRows) next() bool {
	if r.left == 0 {
		r.close()
		return false
	}
	r.left--
	return true
}

func cockroach13755(g *group, repaired bool) {
	query, cancel := context.WithCancel(context.Background())
	names := &openRows{left: 2, close: cancel}
	g.spawn(func() {
		<-query.Done()
		cancel()
	})
	names.next()
	if repaired {
		names.close()
	}
}
