package corpus

import "context"

func grpc1424(g *group, repaired bool) {
	connection, closeConnection := context.WithCancel(context.Background())
	addresses := make(chan int)

	watch := func(connected chan struct{}) {
		isClosed := false
		for range addresses {
			if !isClosed {
				close(connected)
			}
			isClosed = true
		}
		if repaired && !isClosed {
			close(connected)
		}
	}
	g.spawn(func() {
		defer close(addresses)
		select {
		case addresses <- 1:
		case <-connection.Done():
		}
	})
	g.spawn(func() {
		connected := make(chan struct{})
		g.spawn(func() { watch(connected) })
		<-connected
	})
	closeConnection()
}
