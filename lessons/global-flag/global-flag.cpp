// First attempt: main sets a global variable that the worker polls.
#include <string_view>

#include "lessons/support/lesson.hpp"
#include "lessons/support/settings.hpp"

namespace lessons {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

// The flag is atomic, because main writes it while the worker reads it. With a
// plain bool, as in the article, this is a data race: the worker may see the
// change late or never. In C++ a data race is undefined behavior.
atomic<bool> exiting = false;

void worker(std::string_view name, const approach_settings& s) {
    if (s.nested && name == "worker") {
        go("worker2", [=] { worker("worker2", s); });  //: go-2
    }
    for (;;) {
        println("{}", name);  //: print
        sleep_for(s.work);    //: work
        if (exiting) {        //: look
            return;
        }
    }
}

void run(const approach_settings& s) {
    exiting = false;  // the flag still has its value from the last run
    wait_group wg;
    wg.go("worker", [&] { worker("worker", s); });  //: go
    sleep_for(s.stop_after);                        //: pause
    // Tell the worker to stop.
    exiting = true;   //: stop
    wg.wait();        //: wait
    println("over");  //: over
}

}  // namespace

lesson global_flag_lesson() {
    return define_lesson("global-flag", approach_flags, run,
                         {{.work = 1s, .stop_after = 3s}});
}

}  // namespace lessons
