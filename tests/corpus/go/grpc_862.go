package corpus

import "context"

func grpc862(g *group, repaired bool) {
	type connection struct {
		lifetime context.Context
		close    context.CancelFunc
		ready    chan bool
	}
	transport := func(c *connection) {
		select {
		case c.ready <- true:
			<-c.lifetime.Done()
		case <-c.lifetime.Done():
		}
	}
	dial := func(request context.Context) (result *connection) {
		made := &connection{ready: make(chan bool)}
		made.lifetime, made.close = context.WithCancel(context.Background())
		g.spawn(func() { transport(made) })
		defer func() {
			select {
			case <-request.Done():
				if repaired || result != nil {
					made.close()
				}
				result = nil
			default:
			}
		}()
		select {
		case <-made.ready:
			return made
		case <-request.Done():
			return nil
		}
	}

	request, cancel := context.WithCancel(context.Background())
	g.spawn(cancel)
	if c := dial(request); c != nil {
		c.close()
	}
}
