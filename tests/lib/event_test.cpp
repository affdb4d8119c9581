// The event log of a bubble.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/event.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/printing.hpp"

namespace event_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::channel;
using ctx::event;
using ctx::go;
using ctx::sleep_for;
using ctx::step;

std::vector<event> log_of(const std::function<void()>& main) {
    std::vector<event> log;
    ctx::bubble_options options;
    options.observer = [&](const event& e) { log.push_back(e); };
    ctx::bubble(main, options);
    return log;
}

TEST_CASE("dummy") { CHECK(true); }

}  // namespace event_test
