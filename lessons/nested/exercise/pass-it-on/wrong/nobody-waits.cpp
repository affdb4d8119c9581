// Exercise pass-it-on: stop the inner worker too, and wait for it
// verdict: leak
#include "lessons/support/exercise.hpp"

using namespace ctx;

// A piece of work, which takes a second.
void work(const std::string& name);

void worker2(const context& ctx) {
    while (!ctx.err()) {
        work("worker2");
    }
    println("worker2 stops");
}

void worker(const context& ctx) {
    go("worker2", [=] { worker2(ctx); });
    while (!ctx.err()) {
        work("worker");
    }
    println("worker stops");
}
