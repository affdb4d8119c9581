// A verdict on its way from the process that runs a learner's program to
// ctxdemo: one line of JSON.
//
// The program's process knows the addresses of its code, and ctxdemo finds out
// the lines (line_table.hpp). So a place may be on its way as addresses.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/ctxdemo/judge/verdict.hpp"

namespace ctxdemo {

/// Returns the place of a call as addresses: the return addresses of the
/// functions under way, innermost first, relative to the shared object.
[[nodiscard]] source_place place_of_addresses(
    std::span<const std::uintptr_t> stack);

/// Returns the addresses of a place that place_of_addresses() made; empty for
/// any other.
[[nodiscard]] std::vector<std::uintptr_t> addresses_of(const source_place& p);

/// Calls `f` with each place of a verdict.
void for_each_place(verdict& v, const std::function<void(source_place&)>& f);

/// Returns a verdict as a line of JSON, without its newline.
[[nodiscard]] std::string to_line(const verdict& v);

/// Reads such a line.
///
/// Errors      std::nullopt if `line` is none, because the program's process
///             wrote half of it, or the program wrote it.
[[nodiscard]] std::optional<verdict> parse_line(std::string_view line);

}  // namespace ctxdemo
