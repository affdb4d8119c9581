// The steps of contexts in the event log: a context is derived, is done, or has
// its functions started.
//
// The log is a bubble's, which takes one step at a time, or a run's, where
// several threads take steps at once (run_log.cpp). A context notes the number
// of its run's log, so that a thread outside of the run can record there, too.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "ctx/detail/node.hpp"
#include "ctx/detail/recorded.hpp"
#include "ctx/detail/ref.hpp"
#include "ctx/error.hpp"
#include "ctx/event.hpp"
#include "ctx/location.hpp"
#include "run_log.hpp"

namespace ctx::detail {

/// The step that ends a context which is in a run's log. The step must be in
/// the log before another thread can find the context done, and the text of a
/// cause comes from user code. So this is made with no lock held, noted under
/// the context's mutex, and shown when it is destroyed, with no lock held.
class run_log_end {
public:
    run_log_end(const cancel_node& n, errc why, const error* cause,
                const location& at);
    run_log_end(const run_log_end&) = delete;
    run_log_end& operator=(const run_log_end&) = delete;
    ~run_log_end();

    void note();

private:
    const ref<run_log> log_;  // null once the run is over
    event end_;
    bool has_end_ = false;  // false if there was no memory for it
    bool noted_ = false;
};

/// Records in the bubble's log, if `n` is in one, that `n` is done.
void record_end_in_bubble(const cancel_node& n, errc why, const location& at);

inline void record_end(const cancel_node& n, errc why, const location& at) {
    // A node in a run's log has a run_log_end instead.
    if (n.id != 0 && n.log == 0) record_end_in_bubble(n, why, at);
}

/// Records that a function registered on a context starts. `log` is the
/// context's node::log.
void record_function_start(std::uint32_t log, const location& at);

}  // namespace ctx::detail
