// Uses the component bubble as a program outside this project does.
// SPDX-License-Identifier: MIT
#include <ctx/ctx.hpp>

int main() {
    using std::chrono::hours;
    int ran = 0;
    const auto test = [&] {
        ctx::go([&] { ++ran; });
        ctx::sleep_for(hours(1));
    };
    const auto report = ctx::bubble(test);
    const auto all = ctx::explore(test, [](const ctx::explored&) {});
    (void)ctx::run_on_fibers([&] { ctx::go([&] { ++ran; }); });
    return report.elapsed == hours(1) && ran == 2 + int(all.schedules) ? 0 : 1;
}
