// The observers of a context: its children, registrations and waiters.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <ctx/context.hpp>
#include <ctx/detail/node.hpp>

namespace ctx_test {

/// Returns how many observers would be told if `c` were canceled now. Throws
/// std::invalid_argument if nothing can cancel `c`.
[[nodiscard]] std::size_t observer_count(const ctx::context& c);

/// Returns the node that cancels `c`: that of `c` itself, or of its nearest
/// ancestor that can be canceled; null if there is none.
[[nodiscard]] ctx::detail::cancel_node* canceler_of(const ctx::context& c);

}  // namespace ctx_test
