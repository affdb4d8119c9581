// The longest and the shortest duration, here and in Go. Here they come in a
// unit of which the count does not fit into nanoseconds.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/channel.hpp>
#include <ctx/clock.hpp>
#include <ctx/context.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <ctx/timer.hpp>
#include <exception>
#include <sstream>
#include <string>
#include <string_view>

#include "tests/support/go.hpp"
#include "tests/support/process.hpp"
#include "tests/support/scratch.hpp"

namespace extremes_test {

using namespace std::chrono_literals;
using namespace ctx_test;
using std::chrono::hours;
using times = ctx::channel<ctx::clock::time_point>;

bool fired(const times& c) {
    return select(recv(c), recv(ctx::after(20ms))) == 0;
}

bool throws(auto f) {
    try {
        f();
        return false;
    } catch (const std::exception&) {
        return true;
    }
}

std::string error_of(const ctx::context& c) {
    return c.err() ? c.err().message() : "<nil>";
}

// As extremes/main.go prints it.
std::string lines() {
    std::ostringstream out;
    out << std::boolalpha;
    for (const hours d : {hours::max(), hours::min()}) {
        out << "timeout " << error_of(with_timeout(ctx::background(), d).child)
            << '\n';
        out << "deadline "
            << error_of(
                   with_deadline(ctx::background(), ctx::clock::from_now(d))
                       .child)
            << '\n';
        out << "after " << fired(ctx::after(d)) << '\n';
        out << "timer " << fired(ctx::timer(d).c()) << '\n';
        const ctx::timer t(1h);
        t.reset(d);
        out << "reset " << fired(t.c()) << '\n';
        out << "ticker panics " << throws([d] { ctx::ticker{d}; }) << '\n';
        const times slept(1);
        ctx::go([=] {
            ctx::sleep_for(d);
            slept.send(ctx::clock::now());
        });
        out << "sleep " << fired(slept) << '\n';
        out << ctx::format_duration(d) << '\n';
    }
    return out.str();
}

TEST_CASE("the longest and the shortest duration do what Go's do") {
    if (skip_without_go()) return;
    const scratch folder;
    const std::string program = folder / "extremes";
    build_go(CTX_DIFFERENTIAL_EXTREMES, program);

    CHECK(lines() == run_program({program}).out);
}

}  // namespace extremes_test
