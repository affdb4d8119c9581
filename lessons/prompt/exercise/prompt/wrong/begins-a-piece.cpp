// Exercise prompt: end in the middle of a piece of work
// verdict: wrong-output
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Works until the context is done. A piece of work takes `piece`.
void worker(const context& ctx, duration piece) {
    for (int n = 1;; ++n) {
        println("worker begins piece {}", n);
        switch (select(recv(ctx.done()), recv(after(piece)))) {
            case 0:
                println("worker stops");
                return;
            case 1:
                break;
        }
    }
}
