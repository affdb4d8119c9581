package corpus

import "time"

func kubernetes70277(g *group, repaired bool) {
	poll := func(polls chan<- bool, done <-chan bool) {
		defer close(polls)
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		timeout := time.After(3 * time.Millisecond)
		for {
			select {
			case <-tick.C:
				select {
				case polls <- true:
				default:
				}
			case <-timeout:
				return
			case <-done:
				return
			}
		}
	}
	startPoller := func(done <-chan bool) <-chan bool {
		polls := make(chan bool)
		g.spawn(func() { poll(polls, done) })
		return polls
	}
	waitFor := func(wait func(done <-chan bool) <-chan bool,
		condition func() bool, stopped <-chan bool) {
		done := stopped
		if repaired {
			own := make(chan bool)
			defer close(own)
			done = own
		}
		polls := wait(done)
		for {
			_, open := <-polls
			if condition() || !open {
				return
			}
		}
	}

	stopped := make(chan bool)
	var done <-chan bool
	wait := func(d <-chan bool) <-chan bool {
		done = d
		return startPoller(d)
	}
	waitFor(wait, func() bool { return true }, stopped)
	<-done
}
