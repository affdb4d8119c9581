// A million contexts: as children of one parent, and in one chain.
// SPDX-License-Identifier: MIT
#include <pthread.h>

#include <chrono>
#include <ctx/context.hpp>
#include <stdexcept>
#include <vector>

#include "tests/bench/facts/fact.hpp"

namespace ctx_bench {
namespace {

using namespace std::chrono_literals;

int many(amount a) { return a == amount::full ? 1'000'000 : 1'000; }

void measure_children(int size) {
    const auto parent = with_cancel(ctx::background());
    std::vector<ctx::context> children(static_cast<std::size_t>(size));
    for (auto& child : children) child = with_timeout(parent.child, 1h).child;
    print_fact("a million children with deadlines: cancel",
               time_of([&] { parent.cancel(); }));
    if (!children.back().err()) throw std::logic_error("not canceled");
}

void measure_chain(int size) {
    const auto top = with_cancel(ctx::background());
    ctx::context bottom;
    print_fact("a chain of a million: build", time_of([&] {
                   bottom = top.child;
                   for (int i = 0; i < size; ++i) {
                       bottom = with_cancel(bottom).child;
                   }
               }));
    print_fact("- cancel from the top", time_of([&] { top.cancel(); }));
    if (!bottom.err()) throw std::logic_error("not canceled");
    print_fact("- destroy", time_of([&] { bottom = ctx::background(); }));
}

// Runs `f` on a stack of 8 MB, whatever the size of this thread's stack is.
template <class F>
void on_usual_stack(F f) {
    pthread_attr_t usual;
    pthread_attr_init(&usual);
    pthread_attr_setstacksize(&usual, std::size_t{8} << 20);
    pthread_t thread;
    const auto run = [](void* it) -> void* {
        (*static_cast<F*>(it))();
        return nullptr;
    };
    if (pthread_create(&thread, &usual, run, &f) != 0) {
        throw std::runtime_error("no thread could be started");
    }
    pthread_join(thread, nullptr);
    pthread_attr_destroy(&usual);
}

}  // namespace

void measure_million(amount a) {
    measure_children(many(a));
    on_usual_stack([a] { measure_chain(many(a)); });
}

}  // namespace ctx_bench
