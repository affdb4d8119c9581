package corpus

import "errors"

func moby33293(g *group, repaired bool) {
	removed := make(chan bool) // closed when the container is gone

	waitForContainer := func() <-chan error {
		errs := make(chan error)
		if repaired {
			errs = make(chan error, 1)
		}
		select {
		case <-removed:
			errs <- errors.New("no such container")
		default:
		}
		return errs
	}

	g.spawn(func() { waitForContainer() })
	g.spawn(func() { close(removed) })
}
