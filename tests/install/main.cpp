// Uses the library as a program outside this project does.
// SPDX-License-Identifier: MIT
#include <ctx/ctx.hpp>

int main() {
    auto [c, cancel] = ctx::with_cancel(ctx::background());
    cancel();
    return c.err() == ctx::errc::canceled ? 0 : 1;
}
