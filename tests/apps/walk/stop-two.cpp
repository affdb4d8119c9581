// Exercise stop-two: a file as a learner writes it, for tests
#include "lessons/support/exercise.hpp"

using namespace ctx;

namespace {

struct stop {};  // an empty value //: not-a-mark

// Indented with tabs.
// clang-format off
void worker(const std::string& name, const channel<stop>& quit) {
	if (!quit.receive()) return;
	println("{} stops", name);
}
// clang-format on

}  // namespace

void stop_two() {
    channel<stop> quit;
    wait_group wg;
    wg.go("worker1", [&] { worker("worker1", quit); });
    wg.go("worker2", [&] { worker("worker2", quit); });
    sleep_for(500ms);
    quit.send(stop{});
    wg.wait();
    println("over");
}
