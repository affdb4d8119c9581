// The source line of a call.
// SPDX-License-Identifier: MIT
#pragma once

#include <source_location>

namespace ctx {

/// The source line of a call. A function that logs and reports name takes a
/// location as its last parameter, `at`. The default is the caller's own line,
/// so callers do not pass one.
using location = std::source_location;

}  // namespace ctx
