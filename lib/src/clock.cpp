#include "ctx/clock.hpp"

#include "scheduler.hpp"

namespace ctx {

clock::time_point clock::now() noexcept { return detail::here().now(); }

clock::time_point clock::later(any_time_point from, any_duration by) noexcept {
    const time_point start = from;
    const duration d = by;
    if (d > duration::zero() && start > time_point::max() - d) {
        return time_point::max();
    }
    if (d < duration::zero() && start < time_point::min() - d) {
        return time_point::min();
    }
    return start + d;
}

}  // namespace ctx
