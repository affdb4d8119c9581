// The HTTP handler of lib/README.md. Beast takes long to compile.
// SPDX-License-Identifier: MIT
#include "guide/http_handler_with_beast.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "tests/lib/guide.hpp"

namespace guide_http_test {

using namespace std::chrono_literals;
namespace recipe = http_handler_with_beast;

TEST_CASE("the HTTP program prints the same in every schedule") {
    ctx_test::check_every_schedule(recipe::number, recipe::program);
}

TEST_CASE("a request that the server ends is answered as such") {
    std::set<unsigned> seen;
    ctx_test::in_every_schedule([&] {
        const auto [server, stop] = ctx::with_cancel(ctx::background());
        const auto [c, cancel] = ctx::with_timeout(server, 50ms);
        ctx::go([stop = stop] {
            ctx::sleep_for(50ms);
            stop();
        });
        const auto answer = recipe::handle(
            c, recipe::request(recipe::http::verb::get, "/1h", 11));
        const bool is_ended =
            answer.result() == recipe::http::status::service_unavailable;
        ctx::expect(answer.body() == (is_ended ? "context canceled"
                                               : "context deadline exceeded"),
                    answer.body());
        seen.insert(answer.result_int());
    });
    CHECK(seen == std::set<unsigned>{503, 504});
}

// Returns the answer to a request that takes `time`.
recipe::response answer_to(const ctx::context& c, const std::string& time) {
    return recipe::handle(
        c, recipe::request(recipe::http::verb::get, '/' + time, 11));
}

TEST_CASE("a request is answered in time, or with a timeout") {
    std::set<unsigned> seen;
    ctx_test::in_every_schedule([&] {
        const auto [c, cancel] = ctx::with_timeout(ctx::background(), 50ms);
        const auto start = ctx::clock::now();
        const auto answer = answer_to(c, "50ms");

        ctx::expect(ctx::clock::now() - start == 50ms, "the answer is late");
        const bool is_done = answer.result() == recipe::http::status::ok;
        ctx::expect(
            is_done || answer.result() == recipe::http::status::gateway_timeout,
            "a status of its own");
        ctx::expect(
            answer.body() == (is_done ? "done" : "context deadline exceeded"),
            answer.body());
        seen.insert(answer.result_int());
    });
    CHECK(seen.size() == 2);
}

}  // namespace guide_http_test
