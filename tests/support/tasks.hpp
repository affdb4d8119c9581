// The threads of this process, as Linux sees them.
// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>

namespace ctx_test {

/// A thread's number, as text.
using task_id = std::string;

[[nodiscard]] task_id this_task();
[[nodiscard]] std::set<task_id> all_tasks();

/// True while `task` sleeps.
[[nodiscard]] bool is_asleep(const task_id& task);

/// Returns how often `task` has gone to sleep so far.
[[nodiscard]] long sleeps_of(const task_id& task);

}  // namespace ctx_test
