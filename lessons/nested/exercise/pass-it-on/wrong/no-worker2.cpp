// Exercise pass-it-on: stop the inner worker too, and wait for it
// verdict: exception
#include "lessons/support/exercise.hpp"

using namespace ctx;

// A piece of work, which takes a second.
void work(const std::string& name);

void worker(const context& ctx) {
    while (!ctx.err()) {
        work("worker");
    }
    println("worker2 stops");
    println("worker stops");
}
