package corpus

import (
	"strconv"
	"sync"
)

type rangeCache struct {
	sync.RWMutex
	ranges int
}

func (c *rangeCache) text() string {
	c.RLock()
	defer c.RUnlock()
	return c.textLocked()
}

func (c *rangeCache) textLocked() string { return strconv.Itoa(c.ranges) }

func (c *rangeCache) lookUp(repaired bool) {
	c.RLock()
	if repaired {
		c.textLocked()
	} else {
		c.text()
	}
	c.RUnlock()
	c.Lock()
	defer c.Unlock()
	c.ranges++
}

func cockroach6181(g *group, repaired bool) {
	var cache rangeCache
	for range 2 {
		g.spawn(func() { cache.lookUp(repaired) })
	}
}
