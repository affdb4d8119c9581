// Exercise first-error: stop all fetches at the first error, and return it
// verdict: wrong-output
// The error of `ctx` may be `context canceled`, too.
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Fetches a part of a page, which takes its time. Returns no error if it
// succeeds, an error if it fails, and the error of `ctx` if `ctx` is done
// first. (The judge defines this function.)
error fetch(const context& ctx, const std::string& part);

// Fetches all parts at the same time. Returns no error if all succeed.
error load(const context& ctx, const std::vector<std::string>& parts) {
    auto [page, cancel] = with_cancel(ctx);
    error result;
    mutex protects_result;
    wait_group wg;
    for (const auto& part : parts) {
        wg.go(part, [&, cancel = cancel] {
            const error e = fetch(page, part);
            if (e && e.code() != errc::canceled) {
                const std::scoped_lock lock(protects_result);
                if (!result) result = e;
                cancel();
            }
        });
    }
    wg.wait();
    return result;
}
