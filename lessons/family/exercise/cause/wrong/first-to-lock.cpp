// Exercise cause: say why the backup ended, and keep the first reason
// verdict: wrong-output
// A fault that comes after the cancellation may take the lock first.
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Copies files until `server` is done, or until the first fault. Cleans up,
// which takes a second. Returns why the backup ended.
std::string backup(const context& server, const channel<std::string>& faults) {
    auto [copying, cancel] = with_cancel(server);
    std::string reason;
    mutex protects_reason;
    wait_group wg;
    wg.go("monitor", [&, cancel = cancel] {
        for (const std::string& fault : faults) {  // until it is closed
            const std::scoped_lock lock(protects_reason);
            if (reason.empty()) reason = fault;
            cancel();
        }
    });
    copying.done().wait();  // a fault, or the end of the server
    {
        const std::scoped_lock lock(protects_reason);
        if (reason.empty()) reason = cause(server).message();
    }
    sleep_for(1s);  // cleans up; more faults may come
    wg.wait();
    return reason;
}
