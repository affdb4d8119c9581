package corpus

import "sync"

type clusterClient struct {
	sync.RWMutex
	servers   []int
	preferred int
}

func (c *clusterClient) leader() int {
	c.RLock()
	defer c.RUnlock()
	return c.servers[1]
}

func etcd6708(g *group, repaired bool) {
	c := &clusterClient{servers: []int{1, 2, 3}}
	if repaired {
		other := &clusterClient{servers: []int{1, 2, 3}}
		found := other.leader()
		c.Lock()
		defer c.Unlock()
		c.preferred = found
	} else {
		c.Lock()
		defer c.Unlock()
		c.preferred = c.leader()
	}
}
