package corpus

import "context"

func cockroach13197(g *group, repaired bool) {
	life, rollback := context.WithCancel(context.Background())
	g.spawn(func() { <-life.Done() })
	if repaired {
		rollback()
	}
	_ = rollback
}
