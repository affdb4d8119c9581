// Exercise pipeline: end all three stages when the reader stops
// verdict: leak
#include "lessons/support/exercise.hpp"

using namespace ctx;

// The first stage: sends the numbers from 1 to `last`.
channel<int> count_to(int last, const context& ctx) {
    channel<int> out(1);
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
channel<int> doubles(const channel<int>& in) {
    channel<int> out(1);
    go("doubles", [=] {
        const defer cleanup([&] { out.close(); });
        for (const int n : in) {
            out.send(2 * n);
        }
    });
    return out;
}

// The third stage: makes a line of each number.
channel<std::string> lines(const channel<int>& in) {
    channel<std::string> out(1);
    go("lines", [=] {
        const defer cleanup([&] { out.close(); });
        for (const int n : in) {
            out.send(fmt::format("line {}", n));
        }
    });
    return out;
}

// Returns the lines for the doubles of the numbers from 1 to `last`.
channel<std::string> pipeline(int last, const context& ctx) {
    return lines(doubles(count_to(last, ctx)));
}
