// Exercise prompt: end in the middle of a piece of work
// verdict: too-late
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Works until the context is done. A piece of work takes `piece`.
void worker(const context& ctx, duration piece) {
    for (int n = 1; !ctx.err(); ++n) {
        println("worker begins piece {}", n);
        // In slices, to look more often.
        for (int slice = 0; slice < 10 && !ctx.err(); ++slice) {
            sleep_for(piece / 10);
        }
    }
    println("worker stops");
}
