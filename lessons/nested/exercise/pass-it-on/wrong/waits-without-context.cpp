// Exercise pass-it-on: stop the inner worker too, and wait for it
// verdict: does-not-end
#include "lessons/support/exercise.hpp"

using namespace ctx;

// A piece of work, which takes a second.
void work(const std::string& name);

void worker2() {
    for (;;) {
        work("worker2");
    }
}

void worker(const context& ctx) {
    wait_group wg;
    // worker waits for worker2, so its lambda may refer to what worker has.
    wg.go("worker2", [&] { worker2(); });
    while (!ctx.err()) {
        work("worker");
    }
    wg.wait();
    println("worker stops");
}
