// Exercise generator: end a generator whose reader stops
// verdict: deadlock
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Returns a channel with the numbers from 1 to `last`. The channel is closed
// after the last number. The generator ends early when `ctx` is done.
channel<int> count_to(int last, const context& ctx) {
    channel<int> numbers;
    go("generator", [=] {
        for (int n = 1; n <= last; ++n) {
            switch (select(recv(ctx.done()), send(numbers, n))) {
                case 0:
                    return;  // nobody needs the other numbers
                case 1:
                    break;
            }
        }
    });
    return numbers;
}
