// Exercise prompt: end in the middle of a piece of work
// verdict: does-not-end
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Works until the context is done. A piece of work takes `piece`.
void worker(const context& ctx, duration piece) {
    for (int n = 1;; ++n) {
        println("worker begins piece {}", n);
        switch (select(recv(ctx.done()), recv(after(piece)))) {
            case 0:
                break;  // the context is done
            case 1:
                break;  // the piece is done
        }
    }
    println("worker stops");
}
