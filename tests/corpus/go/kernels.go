// Package corpus has the programs of tests/corpus in Go.
package corpus

// A kernel is a program with the bug of a real project. The function run is its
// main, and starts every other goroutine with g.spawn.
type kernel struct {
	name string
	run  func(g *group, repaired bool)
}

// The order is that of kernels.cpp.
var kernels = []kernel{
	{"cockroach/10790", cockroach10790},
	{"cockroach/13197", cockroach13197},
	{"cockroach/13755", cockroach13755},
	{"cockroach/16167", cockroach16167},
	{"cockroach/18101", cockroach18101},
	{"cockroach/2448", cockroach2448},
	{"cockroach/35073", cockroach35073},
	{"cockroach/35931", cockroach35931},
	{"cockroach/584", cockroach584},
	{"cockroach/6181", cockroach6181},
	{"cockroach/7504", cockroach7504},
	{"etcd/5509", etcd5509},
	{"etcd/6708", etcd6708},
	{"etcd/6873", etcd6873},
	{"etcd/7492", etcd7492},
	{"etcd/7902", etcd7902},
	{"grpc/1424", grpc1424},
	{"grpc/3017", grpc3017},
	{"grpc/795", grpc795},
	{"grpc/862", grpc862},
	{"istio/17860", istio17860},
	{"istio/18454", istio18454},
	{"kubernetes/10182", kubernetes10182},
	{"kubernetes/11298", kubernetes11298},
	{"kubernetes/1321", kubernetes1321},
	{"kubernetes/30872", kubernetes30872},
	{"kubernetes/6632", kubernetes6632},
	{"kubernetes/70277", kubernetes70277},
	{"moby/17176", moby17176},
	{"moby/27782", moby27782},
	{"moby/28462", moby28462},
	{"moby/33293", moby33293},
	{"moby/4951", moby4951},
	{"syncthing/5795", syncthing5795},
}
