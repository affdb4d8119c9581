// WithTimeout: the context is done after a given time.
#include "lessons/support/lesson.hpp"
#include "lessons/support/settings.hpp"

namespace lessons {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

void worker(const context& ctx, const timeout_settings& s) {
    for (;;) {
        println("db connecting ...");  //: print
        // Assume that connecting takes this long.
        sleep_for(s.work);                                 //: work
        switch (select(recv(ctx.done()), default_case)) {  //: look
            case 0:
                // The time is up, or main says stop.
                println("worker done!");  //: done
                return;
            default:
                break;
        }
    }
}

void run(const timeout_settings& s) {
    auto [ctx, cancel] = with_timeout(background(), s.timeout);  //: derive
    wait_group wg;
    wg.go("worker", [&] { worker(ctx, s); });  //: go
    sleep_for(s.stop_after);                   //: pause
    // Tell the worker to stop, if it has not stopped yet.
    cancel();         //: cancel
    wg.wait();        //: wait
    println("over");  //: over
}

}  // namespace

lesson timeout_lesson() {
    return define_lesson("timeout", timeout_flags, run,
                         {.timeout = 50ms, .work = 10ms, .stop_after = 5s});
}

}  // namespace lessons
