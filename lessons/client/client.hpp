// The call of the lesson client, for the lesson http as well.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ctx/context.hpp"

namespace lessons {

/// Calls the server at `url` and prints the result; stops when `ctx` is done.
void do_call(const ctx::context& ctx, const std::string& url);

}  // namespace lessons
