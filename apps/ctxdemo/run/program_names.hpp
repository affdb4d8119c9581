// The names that a program has for its contexts and channels.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <ctx/event.hpp>
#include <map>
#include <string>
#include <vector>

#include "apps/ctxdemo/run/program_source.hpp"

namespace ctxdemo {

/// The contents of a channel of the HTTP library.
enum class network_channel : std::uint8_t { port, request, response };

/// Names by the numbers that the log has for the objects. A context or channel
/// that the program does not name, such as one of a library, is in
/// none of the maps.
struct program_names {
    /// The files that the names are from.
    const program_sources* sources = &lesson_sources();
    std::map<std::uint32_t, std::string> contexts;
    std::map<std::uint32_t, std::string> channels;
    /// The durations of timers, by their channels: "10s".
    std::map<std::uint32_t, std::string> timers;
    /// The channels of the HTTP library, which have names as well.
    std::map<std::uint32_t, network_channel> network;
};

/// Reads the names in the source lines of the events: "request" where the line
/// is `auto [request, cancel] = with_cancel(server);`. A second object with the
/// name "ctx" is "ctx (2)".
///
/// `sources`   must outlive the result. They are a learner's, too: whatever is
///             in them, an object gets a name or none.
/// Complexity  linear in the number of events.
[[nodiscard]] program_names names_in(const std::vector<ctx::event>& events,
                                     const program_sources& sources);

/// Returns the name of the wait_group that waits at `at`, or an empty string.
[[nodiscard]] std::string wait_group_at(const program_names& names,
                                        const ctx::location& at);

/// Returns true if the line at `at` makes an HTTP server. The steps of the
/// server's destructor have this line, too.
[[nodiscard]] bool makes_server(const program_names& names,
                                const ctx::location& at);

/// Returns the name of the context that the function at `at` is registered on,
/// or an empty string.
[[nodiscard]] std::string registered_on(const program_names& names,
                                        const ctx::location& at);

}  // namespace ctxdemo
