// The whole library, except the optional headers: asio.hpp, coroutine.hpp,
// stop_token.hpp and watch.hpp.
//
//     context.hpp     contexts: background, with_cancel, with_timeout, cause
//     error.hpp       why a context is done
//     origin.hpp      which context ended another, and the line that made it
//     after_func.hpp  functions that run once a context is done
//     signal.hpp      contexts that signals cancel
//     goroutine.hpp   go, sleep_for, yield; how goroutines end
//     channel.hpp     channels
//     select.hpp      select, over channels and contexts
//     wait_group.hpp  waiting for a number of goroutines
//     group.hpp       goroutines of which the first error ends the others
//     semaphore.hpp, singleflight.hpp
//                     units to take and give back; one call for many callers
//     mutex.hpp, shared_mutex.hpp, condition_variable.hpp, once.hpp,
//     atomic.hpp      locks and atomics that a bubble understands
//     timer.hpp       after, timer, ticker
//     clock.hpp       the clock that all of these go by
//     duration.hpp    durations as Go writes them
//     defer.hpp       Go's defer
//     bubble.hpp      virtual time and a deterministic schedule; run
//     explore.hpp     every schedule of a program
//     event.hpp       the log of a bubble or a run
//     location.hpp    the source line of a call
//
// The headers are the manual. Rules that span the functions of a header are at
// its top. The comment of a name says what it does, then, where they apply:
//
//     `name`      a parameter
//     Errors      failures that are reported by other means than an exception
//     Throws      exceptions
//     Order       what happens before what, as C++ defines it
//     Threads     which threads may call it, and on which it runs
//     Lifetime    what must outlive what, and what keeps what alive
//     Complexity  time and allocations
//     Source      the counterpart in Go, and how it differs
// SPDX-License-Identifier: MIT
#pragma once

#include "ctx/after_func.hpp"
#include "ctx/atomic.hpp"
#include "ctx/bubble.hpp"
#include "ctx/channel.hpp"
#include "ctx/clock.hpp"
#include "ctx/condition_variable.hpp"
#include "ctx/context.hpp"
#include "ctx/defer.hpp"
#include "ctx/duration.hpp"
#include "ctx/error.hpp"
#include "ctx/event.hpp"
#include "ctx/explore.hpp"
#include "ctx/goroutine.hpp"
#include "ctx/group.hpp"
#include "ctx/location.hpp"
#include "ctx/mutex.hpp"
#include "ctx/once.hpp"
#include "ctx/origin.hpp"
#include "ctx/select.hpp"
#include "ctx/semaphore.hpp"
#include "ctx/shared_mutex.hpp"
#include "ctx/signal.hpp"
#include "ctx/singleflight.hpp"
#include "ctx/timer.hpp"
#include "ctx/wait_group.hpp"
