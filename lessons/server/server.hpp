// The handler of the lesson server, for the lesson http as well.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>

#include "ctx/clock.hpp"
#include "lessons/support/flags.hpp"
#include "lessons/support/http/server.hpp"

namespace lessons {

enum class response { random, slow, quick };

struct server_settings {
    response respond = response::random;
    ctx::duration slow = std::chrono::seconds(10);
    std::int64_t seed = 0;
    bool watch = false;
};

/// Declares --respond, --slow, --seed and --watch.
void server_flags(flag_set& f, server_settings& s);

/// Returns a handler that is slow at random, or as the settings say.
[[nodiscard]] http::handler index_handler(const server_settings& s);

}  // namespace lessons
