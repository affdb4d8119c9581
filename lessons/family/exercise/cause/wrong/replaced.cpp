// Exercise cause: say why the backup ended, and keep the first reason
// verdict: wrong-output
// The last fault replaces the first reason, although it cancels nothing.
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Copies files until `server` is done, or until the first fault. Cleans up,
// which takes a second. Returns why the backup ended.
std::string backup(const context& server, const channel<std::string>& faults) {
    auto [copying, cancel] = with_cancel_cause(server);
    std::string reason;
    wait_group wg;
    wg.go("monitor", [&] {
        for (const std::string& fault : faults) {  // until it is closed
            reason = fault;
            cancel(std::runtime_error(fault));
        }
    });
    copying.done().wait();  // a fault, or the end of the server
    sleep_for(1s);          // cleans up; more faults may come
    wg.wait();
    return reason.empty() ? cause(copying).message() : reason;
}
