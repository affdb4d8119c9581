// Exercise pass-it-on: stop the inner worker too, and wait for it
// verdict: too-late
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
    auto [inner, cancel_inner] = with_cancel(background());
    wait_group wg;
    // worker waits for worker2, so its lambda may refer to what worker has.
    wg.go("worker2", [&] { worker2(inner); });
    while (!ctx.err()) {
        work("worker");
    }
    cancel_inner();
    wg.wait();
    println("worker stops");
}
