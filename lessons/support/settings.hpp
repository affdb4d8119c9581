// Settings and flags that several lessons have in common.
// SPDX-License-Identifier: MIT
#pragma once

#include "ctx/duration.hpp"
#include "lessons/support/flags.hpp"

namespace lessons {

/// A worker that works until main tells it to stop.
struct stop_settings {
    ctx::duration work;        ///< how long one piece of work takes
    ctx::duration stop_after;  ///< when main says stop
};

/// Declares --work and --stop-after.
void stop_flags(flag_set& f, stop_settings& s);

/// A way to stop a worker, to be compared with others.
struct approach_settings : stop_settings {
    bool nested = false;  ///< the worker starts another, as it is itself
};

/// Declares --work, --stop-after and --nested.
void approach_flags(flag_set& f, approach_settings& s);

/// A worker as above, with a context that also ends by itself.
struct timeout_settings {
    ctx::duration timeout;     ///< when the context ends
    ctx::duration work;        ///< how long one piece of work takes
    ctx::duration stop_after;  ///< when main says stop
};

/// Declares --ms, --work and --stop-after.
void timeout_flags(flag_set& f, timeout_settings& s);

}  // namespace lessons
