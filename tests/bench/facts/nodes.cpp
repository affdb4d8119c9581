// How much memory a context takes, for each function that makes one.
// SPDX-License-Identifier: MIT
#include <chrono>
#include <ctx/after_func.hpp>
#include <ctx/context.hpp>
#include <string>

#include "tests/bench/facts/fact.hpp"
#include "tests/bench/rows/memory.hpp"

namespace ctx_bench {
namespace {

using namespace std::chrono_literals;

enum class key { only };

template <class Make>
void print_size(const std::string& what, Make make) {
    make();  // allocates what is shared, such as room for timers
    print_fact("memory: " + what, usage_of(make).bytes, "bytes");
}

}  // namespace

void measure_nodes() {
    const auto parent = with_cancel(ctx::background()).child;
    const auto other = with_cancel(ctx::background()).child;
    const auto soon = ctx::clock::now() + 1h;
    const ctx::error why = ctx::errc::canceled;

    print_size("with_cancel", [&] { (void)with_cancel(parent); });
    print_size("with_cancel_cause", [&] { (void)with_cancel_cause(parent); });
    print_size("with_deadline", [&] { (void)with_deadline(parent, soon); });
    print_size("with_deadline_cause",
               [&] { (void)with_deadline_cause(parent, soon, why); });
    print_size("with_timeout", [&] { (void)with_timeout(parent, 1h); });
    print_size("with_timeout_cause",
               [&] { (void)with_timeout_cause(parent, 1h, why); });
    print_size("with_value, an int under an enum",
               [&] { (void)with_value(parent, key::only, 7); });
    print_size("without_cancel", [&] { (void)without_cancel(parent); });
    print_size("merge", [&] { (void)merge(parent, other); });
    print_size("after_func", [&] { (void)after_func(parent, [] {})(); });
}

}  // namespace ctx_bench
