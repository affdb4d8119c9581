// Waits for a context, and for a time to pass. Each is a select between the
// context and a timer.
#include <system_error>

#include "ctx/channel.hpp"
#include "ctx/context.hpp"
#include "ctx/detail/select.hpp"
#include "ctx/duration.hpp"
#include "ctx/goroutine.hpp"
#include "ctx/timer.hpp"
#include "scheduler.hpp"

namespace ctx {
namespace {

// Waits until `d`, which is positive, has passed or `c` is done.
std::error_code pass(const context& c, duration d, const char* what,
                     const location& at) {
    recv_case<clock::time_point> passed(after(d, at), nullptr, at);
    return detail::do_unless_done(passed, c, what);
}

}  // namespace

std::error_code sleep_for(const context& c, any_duration any, location at) {
    const duration d = any;
    if (d > duration::zero() && c.done()) {
        return pass(c, d, "sleep or done", at);
    }
    if (const auto err = c.err()) return err;
    sleep_for(d, at);
    return {};
}

bool done_channel::wait_for(any_duration any, location at) const {
    const duration d = any;
    if (d <= duration::zero()) return ready();
    if (!*this) {
        sleep_for(d, at);
        return false;
    }
    const context c = detail::access::share(node_);
    return pass(c, d, "done or timeout", at) && node_->state() != 0;
}

}  // namespace ctx
