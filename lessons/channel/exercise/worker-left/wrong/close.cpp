// Exercise worker-left: tell a worker to stop that may have left already
// verdict: wrong-output
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Returns after `pieces` pieces of work, or when main sends a reason to stop.
void worker(int pieces, const channel<std::string>& quit) {
    for (int done = 0; done < pieces; ++done) {
        println("worker");
        sleep_for(1s);  // a piece of work
        std::optional<std::string> reason;
        switch (select(recv(quit, reason), default_case)) {
            case 0:
                println("stopped: {}", reason.value_or("no reason"));
                return;
            default:
                break;
        }
    }
    println("all done");
}

void run(int pieces, duration stop_after, const std::string&) {
    channel<std::string> quit;
    wait_group wg;
    wg.go("worker", [&] { worker(pieces, quit); });
    sleep_for(stop_after);
    quit.close();
    wg.wait();
    println("over");
}
