// Exercise prompt: end in the middle of a piece of work
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Works until the context is done. A piece of work takes `piece`.
void worker(const context& ctx, duration piece) {
    for (int n = 1; !ctx.err(); ++n) {
        println("worker begins piece {}", n);
        // The piece ends, or the context is done: the first of the two.
        (void)select(recv(ctx.done()), recv(after(piece)));
    }
    println("worker stops");
}
