// Exercise prompt: end in the middle of a piece of work
// verdict: too-late
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Works until the context is done. A piece of work takes `piece`.
void worker(const context& ctx, duration piece) {
    for (int n = 1; !ctx.err(); ++n) {
        println("worker begins piece {}", n);
        if (select(recv(ctx.done()), default_case) == 0) break;
        sleep_for(piece);
    }
    println("worker stops");
}
