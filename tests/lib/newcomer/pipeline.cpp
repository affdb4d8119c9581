// Squares numbers until SIGTERM, and then drains the pipeline.
// SPDX-License-Identifier: MIT
#include <csignal>
#include <ctx/ctx.hpp>
#include <iostream>

using namespace std::chrono_literals;
using numbers = ctx::channel<int>;

// Sends 1, 2, 3, ... until `stop` is done.
void count(const ctx::context& stop, numbers out, int& sent) {
    const ctx::defer close([&] { out.close(); });
    while (!out.send(stop, sent + 1)) ++sent;
}

// Sends the square of each number that it receives.
std::error_code square(const ctx::context& c, numbers in, numbers out) {
    const ctx::defer close([&] { out.close(); });
    for (const int n : in) {
        ctx::sleep_for(1ms);  // stands for work
        if (const auto err = out.send(c, n * n)) return err;
    }
    return {};
}

void store(numbers in, int& stored) {
    for ([[maybe_unused]] const int n : in) {
        if (++stored == 3) std::cout << "stored 3 squares" << std::endl;
    }
}

int main() {
    const auto [stop, release] =
        ctx::notify_context(ctx::background(), {SIGTERM});
    numbers counted(4), squared(4);
    int sent = 0, stored = 0;
    {
        ctx::group stages(ctx::background());
        stages.go([&, c = stop] { count(c, counted, sent); });
        stages.go(
            [&](const ctx::context& c) { return square(c, counted, squared); });
        stages.go([&] { store(squared, stored); });
        stop.done().wait();
        const auto [grace, cancel] = ctx::with_timeout(ctx::background(), 1s);
        if (const auto err = stages.wait(grace)) {
            std::cout << "not drained: " << err << '\n';
        }
    }  // ends what is left
    std::cout << ctx::cause(stop) << ": " << sent - stored << " lost\n";
}
