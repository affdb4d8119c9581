package corpus

import "sync"

func syncthing5795(g *group, repaired bool) {
	inbox := make(chan bool)
	closed := make(chan bool)
	dispatcherStopped := make(chan bool)
	var closeOnce sync.Once

	closeConnection := func() {
		closeOnce.Do(func() {
			close(closed)
			<-dispatcherStopped
		})
	}
	// The model rejects the message.
	handleMessage := func() {
		if repaired {
			g.spawn(closeConnection)
		} else {
			closeConnection()
		}
	}

	g.spawn(func() { <-closed })
	g.spawn(func() {
		defer close(dispatcherStopped)
		for {
			select {
			case <-inbox:
				handleMessage()
			case <-closed:
				return
			}
		}
	})
	inbox <- true
	<-dispatcherStopped
}
