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
    for_each_list(*node, [&](auto& mutex, const auto& observers) {
        const std::scoped_lock lock(mutex);
        for (auto* o = observers.first(); o; o = observers.after(*o)) ++count;
    });
    return count;
}

}  // namespace ctx_test
