// What goes from one goroutine of a run to another: values, and the end of a
// context.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "apps/ctxdemo/run/recording.hpp"

namespace ctxdemo {

/// A value that one goroutine sends and another one receives.
struct handover {
    std::size_t event = 0;  ///< the call of the second of the two
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    std::uint32_t channel = 0;
};

/// A goroutine finds a context done.
struct finding {
    std::size_t event = 0;  ///< at which the goroutine goes on
    std::uint32_t goroutine = 0;
    std::uint32_t context = 0;
    /// The cancellation or the expiration: of the context, or of the ancestor
    /// that a context with a value is done with.
    std::size_t end = 0;
};

struct run_links {
    std::vector<handover> handovers;  ///< in the order of their events
    std::vector<finding> findings;    ///< likewise
};

/// Finds the links of a run. A channel hands its values over in the order in
/// which they were sent, to the receivers in the order in which they came, so
/// its n-th send meets its n-th receive.
///
/// Complexity  linear in the number of events, but for sorting.
[[nodiscard]] run_links links_of(const recording& r);

}  // namespace ctxdemo
