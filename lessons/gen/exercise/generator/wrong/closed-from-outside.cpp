// Exercise generator: end a generator whose reader stops
// verdict: exception
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Returns a channel with the numbers from 1 to `last`. The channel is closed
// after the last number. The generator ends early when `ctx` is done.
channel<int> count_to(int last, const context& ctx) {
    channel<int> numbers;
    // The close wakes the generator.
    (void)after_func(ctx, [=] { numbers.close(); });
    go("generator", [=] {
        for (int n = 1; n <= last; ++n) {
            numbers.send(n);
        }
        numbers.close();
    });
    return numbers;
}
