// What hangs on a context: its children, registrations and waiters.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <ctx/context.hpp>
#include <ctx/detail/node.hpp>

namespace ctx_test {

/// Returns how many would be told if `c` ended now. `c` must be cancelable.
[[nodiscard]] std::size_t observer_count(const ctx::context& c);

/// The node that ends `c`: `c` itself, or the nearest one above it that can
/// be canceled; null if there is none.
[[nodiscard]] ctx::detail::cancel_node* canceler_of(const ctx::context& c);

}  // namespace ctx_test
