package corpus

func cockroach35931(g *group, repaired bool) {
	left := make(chan string, 1)
	right := make(chan string, 1)

	left <- "row"
	g.spawn(func() {
		for _, inbound := range []chan string{right, left} {
			for <-inbound != "canceled" {
			}
		}
	})
	for _, inbound := range []chan string{left, right} {
		push := func() { inbound <- "canceled" }
		if repaired {
			g.spawn(push)
		} else {
			push()
		}
	}
}
