// Go's side of the rows in rows/lock.cpp.
package bench

import (
	"sync"
	"testing"
)

var sink int

// work is what the holder of a lock does, and what it does in between.
func work() {
	n := 0
	for i := range 50 {
		n += i
		if n < 0 {
			sink = n
		}
	}
}

func contend(b *testing.B, m sync.Locker) {
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			m.Lock()
			work()
			m.Unlock()
			work()
		}
	})
}

func BenchmarkLock(b *testing.B) {
	b.Run("Mutex", func(b *testing.B) {
		var m sync.Mutex
		for range b.N {
			m.Lock()
			m.Unlock()
		}
	})
	b.Run("MutexContended", func(b *testing.B) { contend(b, new(sync.Mutex)) })
	b.Run("RWMutexWrite", func(b *testing.B) {
		var m sync.RWMutex
		for range b.N {
			m.Lock()
			m.Unlock()
		}
	})
	b.Run("RWMutexRead", func(b *testing.B) {
		var m sync.RWMutex
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				m.RLock()
				m.RUnlock()
			}
		})
	})
	b.Run("RWMutexContended", func(b *testing.B) {
		contend(b, new(sync.RWMutex))
	})
}
