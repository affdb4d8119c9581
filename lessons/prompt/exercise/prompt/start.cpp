// Exercise prompt: end in the middle of a piece of work
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Works until the context is done. A piece of work takes `piece`.
void worker(const context& ctx, duration piece) {
    for (int n = 1; !ctx.err(); ++n) {
        println("worker begins piece {}", n);
        sleep_for(piece);  // Your code here: this sleep goes on to its end.
    }
    println("worker stops");
}
