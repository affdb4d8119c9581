// The functions of lib/README.md's programs have no data race in any schedule.
// SPDX-License-Identifier: MIT
#include "watched.hpp"

#include <string>

#include "guide/fan_in.hpp"
#include "guide/first_program.hpp"
#include "guide/graceful_shutdown.hpp"
#include "guide/hedged_request.hpp"
#include "guide/pipeline.hpp"
#include "guide/rate_limit.hpp"
#include "guide/request_scoped_values.hpp"
#include "guide/retry_with_backoff.hpp"
#include "guide/test_your_code.hpp"
#include "guide/worker_pool.hpp"
#include "tests/lib/printed.hpp"

namespace guide_watch_test {

using namespace std::chrono_literals;
using ctx::context;

void share_rate_limit() {
    rate_limit::rate_limit limit(1s);
    ctx::wait_group callers;
    for (int i = 0; i < 3; ++i) {
        callers.go([&] { (void)limit.wait(ctx::background()); });
    }
    callers.wait();
}

void shut_down() {
    const auto [stop, cancel] = ctx::with_cancel(ctx::background());
    const ctx::channel<ctx::duration> jobs;
    ctx::go([jobs, stop = stop] {
        if (!jobs.send(stop, 10ms)) (void)jobs.send(stop, 1h);
    });
    ctx::go([cancel = cancel] { cancel(); });
    graceful_shutdown::serve(stop, jobs);
}

TEST_CASE("no recipe has a data race in any schedule") {
    struct recipe {
        std::string name;
        watched::program main;
    };
    const recipe recipes[] = {
        {"first program", first_program::program},
        {"worker pool", worker_pool::program},
        {"pipeline",
         [] { (void)pipeline::first_square_above(ctx::background(), 4, 3); }},
        {"graceful shutdown", shut_down},
        {"hedged request", hedged_request::program},
        {"rate limit", share_rate_limit},
        {"retry", retry_with_backoff::program},
        {"fan-in", fan_in::program},
        {"values", request_scoped_values::program},
        {"test", [] { (void)test_your_code::is_answered(); }},
    };
    for (const auto& r : recipes) {
        CAPTURE(r.name);
        const auto found = watched::watch([&] {
            const ctx_test::printed out;
            r.main();
        });
        CHECK(found.racing == 0);
        CHECK(found.failed == 0);
    }
}

}  // namespace guide_watch_test
