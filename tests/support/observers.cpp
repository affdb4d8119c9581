// SPDX-License-Identifier: MIT
#include "tests/support/observers.hpp"

#include <mutex>
#include <stdexcept>

namespace ctx_test {

namespace {

using ctx::detail::cancel_node;
using ctx::detail::node_kind;
using ctx::detail::observer;

// Of a branch, which nobody sees, what hangs on it.
std::size_t count(cancel_node& node) {
    const std::scoped_lock lock(node.mutex);
    const auto& observers = node.observers;
    std::size_t count = 0;
    for (auto* h = observers.first(); h; h = observers.after(*h)) {
        auto& o = static_cast<observer&>(*h);
        auto* const child = o.what == observer::role::child
                                ? &static_cast<cancel_node&>(o)
                                : nullptr;
        const bool hidden = child && child->kind() == node_kind::branch;
        count += hidden ? ctx_test::count(*child) : 1;
    }
    return count;
}

}  // namespace

ctx::detail::cancel_node* canceler_of(const ctx::context& c) {
    return ctx::detail::access::get(c)->canceler();
}

std::size_t observer_count(const ctx::context& c) {
    auto* const node = canceler_of(c);
    if (!node) throw std::invalid_argument("nothing can cancel this context");
    return count(*node);
}

}  // namespace ctx_test
