// Exercise first-error: stop all fetches at the first error, and return it
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Fetches a part of a page, which takes its time. Returns no error if it
// succeeds, an error if it fails, and the error of `ctx` if `ctx` is done
// first. (The judge defines this function.)
error fetch(const context& ctx, const std::string& part);

// Fetches all parts at the same time. Returns no error if all succeed.
error load(const context& ctx, const std::vector<std::string>& parts) {
    error result;
    mutex protects_result;
    wait_group wg;
    for (const auto& part : parts) {
        wg.go(part, [&] {
            if (const error e = fetch(ctx, part)) {
                const std::scoped_lock lock(protects_result);
                result = e;
            }
        });
    }
    wg.wait();
    return result;
}
