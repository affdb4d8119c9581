package corpus

import "context"

func cockroach18101(g *group, repaired bool) {
	const buffered = 1
	const spans = buffered + 2
	job, cancel := context.WithCancel(context.Background())

	split := func(ready chan<- int) {
		defer close(ready)
		for span := range spans {
			if !repaired {
				ready <- span
				continue
			}
			select {
			case ready <- span:
			case <-job.Done():
				return
			}
		}
	}
	g.spawn(func() {
		ready := make(chan int, buffered)
		g.spawn(func() { split(ready) })
		if _, ok := <-ready; ok {
			<-job.Done()
		}
	})
	g.spawn(cancel)
}
