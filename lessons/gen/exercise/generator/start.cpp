// Exercise generator: end a generator whose reader stops
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Returns a channel with the numbers from 1 to `last`. The channel is closed
// after the last number. The generator ends early when `ctx` is done.
channel<int> count_to(int last, const context& ctx) {
    channel<int> numbers;
    go("generator", [=] {
        for (int n = 1; n <= last; ++n) {
            if (ctx.err()) {
                return;
            }
            // Your code here: if nobody takes this number, the send never ends.
            numbers.send(n);
        }
        numbers.close();
    });
    return numbers;
}
