// SPDX-License-Identifier: MIT
#include "tests/support/observers.hpp"

#include <mutex>
#include <stdexcept>

namespace ctx_test {

ctx::detail::cancel_node* canceler_of(const ctx::context& c) {
    return ctx::detail::access::get(c)->canceler();
}

std::size_t observer_count(const ctx::context& c) {
    auto* node = canceler_of(c);
    if (!node) throw std::invalid_argument("nothing can cancel this context");
    std::scoped_lock lock(node->mutex);
    std::size_t count = 0;
    const auto& observers = node->observers;
    if (observers.empty()) return 0;
    for (const auto* o = &observers.front(); o; o = observers.after(*o)) {
        ++count;
    }
    return count;
}

}  // namespace ctx_test
