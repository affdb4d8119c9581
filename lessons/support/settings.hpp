// Settings and flags that several lessons share.
// SPDX-License-Identifier: MIT
#pragma once

#include "ctx/duration.hpp"
#include "lessons/support/flags.hpp"

namespace lessons {

/// The settings of a worker that works until main tells it to stop.
struct stop_settings {
    ctx::duration work;        ///< how long one piece of work takes
    ctx::duration stop_after;  ///< how long main waits
};

/// Declares --work and --stop-after.
void stop_flags(flag_set& f, stop_settings& s);

/// The settings of a lesson that `ctxdemo compare` compares.
struct approach_settings : stop_settings {
    bool nested = false;  ///< the worker starts a second worker
};

/// Declares --work, --stop-after and --nested.
void approach_flags(flag_set& f, approach_settings& s);

/// The settings of a worker whose context has a timeout.
struct timeout_settings {
    ctx::duration timeout;     ///< how long until the deadline
    ctx::duration work;        ///< how long one piece of work takes
    ctx::duration stop_after;  ///< how long main waits
};

/// Declares --ms, --work and --stop-after.
void timeout_flags(flag_set& f, timeout_settings& s);

}  // namespace lessons
