// Exercise first-error: stop all fetches at the first error, and return it
// verdict: wrong-output
// The other fetches are told to stop, but may still be at it.
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Fetches a part of a page, which takes its time. Returns no error if it
// succeeds, an error if it fails, and the error of `ctx` if `ctx` is done
// first. (The judge defines this function.)
error fetch(const context& ctx, const std::string& part);

// Fetches all parts at the same time. Returns no error if all succeed.
error load(const context& ctx, const std::vector<std::string>& parts) {
    auto [page, cancel] = with_cancel_cause(ctx);
    const channel<error> errors(parts.size());
    for (const auto& part : parts) {
        go(part, [=, page = page] { errors.send(fetch(page, part)); });
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (const error e = *errors.receive()) {
            cancel(e);
            return e;
        }
    }
    return {};
}
