// Exercise pass-it-on: stop the inner worker too, and wait for it
#include "lessons/support/exercise.hpp"

using namespace ctx;

// A piece of work, which takes a second.
void work(const std::string& name);

// Your code here: nothing tells worker2 to stop, and nobody waits for it.
void worker2() {
    for (;;) {
        work("worker2");
    }
}

void worker(const context& ctx) {
    go("worker2", [] { worker2(); });
    while (!ctx.err()) {
        work("worker");
    }
    println("worker stops");
}
