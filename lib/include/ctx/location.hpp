// The source line of a call.
// SPDX-License-Identifier: MIT
#pragma once

#include <source_location>

namespace ctx {

/// The source line of a call, which logs and reports show. A function that
/// blocks, derives or cancels takes a location as its last parameter, `at`. Its
/// default is the caller's own line, so callers need not pass one.
using location = std::source_location;

}  // namespace ctx
