// Exercise pipeline: end all three stages when the reader stops
// verdict: exception
#include "lessons/support/exercise.hpp"

using namespace ctx;

// The first stage: sends the numbers from 1 to `last`.
channel<int> count_to(int last, const context& ctx) {
    channel<int> out;
    go("count_to", [=] {
        const defer cleanup([&] { out.close(); });
        for (int n = 1; n <= last; ++n) {
            if (select(recv(ctx.done()), send(out, n)) == 0) {
                return;
            }
        }
    });
    return out;
}

// The second stage: sends the double of each number.
channel<int> doubles(const channel<int>& in, const context& ctx) {
    channel<int> out;
    (void)after_func(ctx, [=] { out.close(); });  // wakes the stage
    go("doubles", [=] {
        try {
            for (const int n : in) {
                out.send(2 * n);
            }
            out.close();
        } catch (const closed_channel&) {
            // The reader stops.
        }
    });
    return out;
}

// The third stage: makes a line of each number.
channel<std::string> lines(const channel<int>& in, const context& ctx) {
    channel<std::string> out;
    (void)after_func(ctx, [=] { out.close(); });  // wakes the stage
    go("lines", [=] {
        try {
            for (const int n : in) {
                out.send(fmt::format("line {}", n));
            }
            out.close();
        } catch (const closed_channel&) {
            // The reader stops.
        }
    });
    return out;
}

// Returns the lines for the doubles of the numbers from 1 to `last`.
channel<std::string> pipeline(int last, const context& ctx) {
    return lines(doubles(count_to(last, ctx), ctx), ctx);
}
