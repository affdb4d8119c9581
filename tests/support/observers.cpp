// SPDX-License-Identifier: MIT
#include "tests/support/observers.hpp"

#include <mutex>
#include <stdexcept>

#include "lib/src/shard.hpp"

namespace ctx_test {

ctx::detail::cancel_node* canceler_of(const ctx::context& c) {
    return ctx::detail::access::get(c)->canceler();
}

std::size_t observer_count(const ctx::context& c) {
    auto* const node = canceler_of(c);
    if (!node) throw std::invalid_argument("nothing can cancel this context");
    std::size_t count = 0;
    for_each_list(*node, [&](auto l) {
        const std::scoped_lock lock(l.mutex);
        for (auto* s = l.subscribers.first(); s; s = l.subscribers.after(*s)) {
            ++count;
        }
    });
    return count;
}

}  // namespace ctx_test
