// Exercise prompt: end in the middle of a piece of work
// verdict: leak
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Works until the context is done. A piece of work takes `piece`.
void worker(const context& ctx, duration piece) {
    for (int n = 1; !ctx.err(); ++n) {
        println("worker begins piece {}", n);
        channel<int> ready;
        go("sleeper", [=] {
            sleep_for(piece);
            ready.send(1);
        });
        (void)select(recv(ctx.done()), recv(ready));
    }
    println("worker stops");
}
