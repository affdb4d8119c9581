// Locks on threads. Go's side is ../go/lock_test.go. The alternatives are the
// standard's.
// SPDX-License-Identifier: MIT
#include <ctx/mutex.hpp>
#include <ctx/shared_mutex.hpp>
#include <mutex>
#include <shared_mutex>
#include <string>

#include "tests/bench/rows/row.hpp"

namespace ctx_bench {
namespace {

// What the holder of a lock does, and what it does in between.
void work() {
    int n = 0;
    for (int i = 0; i < 50; ++i) benchmark::DoNotOptimize(n += i);
}

template <template <class> class Guard, class Mutex>
void lock_and_unlock(benchmark::State& state, Mutex& m) {
    repeat(state, 1, [&] { const Guard<Mutex> lock(m); });
}

template <class Mutex>
void contend(benchmark::State& state, Mutex& m) {
    repeat(state, 1, [&] {
        {
            const std::lock_guard<Mutex> lock(m);
            work();
        }
        work();
    });
}

template <class Mutex>
void add_mutex_rows(const std::string& whose) {
    static Mutex alone, contended;
    row("Lock/Mutex" + whose, [](benchmark::State& s) {
        lock_and_unlock<std::lock_guard>(s, alone);
    });
    row("Lock/MutexContended" + whose, [](benchmark::State& s) {
        contend(s, contended);
    })->Threads(all_processors());
}

template <class Mutex>
void add_shared_mutex_rows(const std::string& whose) {
    static Mutex written, read, contended;
    row("Lock/RWMutexWrite" + whose, [](benchmark::State& s) {
        lock_and_unlock<std::lock_guard>(s, written);
    });
    row("Lock/RWMutexRead" + whose, [](benchmark::State& s) {
        lock_and_unlock<std::shared_lock>(s, read);
    })->Threads(all_processors());
    row("Lock/RWMutexContended" + whose, [](benchmark::State& s) {
        contend(s, contended);
    })->Threads(all_processors());
}

}  // namespace

void add_lock_rows() {
    add_mutex_rows<ctx::mutex>("");
    add_mutex_rows<std::mutex>("@std::mutex");
    add_shared_mutex_rows<ctx::shared_mutex>("");
    add_shared_mutex_rows<std::shared_mutex>("@std::shared_mutex");
}

}  // namespace ctx_bench
