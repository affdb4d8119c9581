// The official way: main cancels a context that the worker polls.
#include <string_view>

#include "lessons/support/lesson.hpp"
#include "lessons/support/settings.hpp"

namespace lessons {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

void worker(const context& ctx, std::string_view name,
            const approach_settings& s) {
    if (s.nested && name == "worker") {
        go("worker2", [=] { worker(ctx, "worker2", s); });  //: go-2
    }
    for (;;) {
        println("{}", name);                               //: print
        sleep_for(s.work);                                 //: work
        switch (select(recv(ctx.done()), default_case)) {  //: look
            case 0:
                return;  // main says stop
            default:
                break;
        }
    }
}

void run(const approach_settings& s) {
    auto [ctx, cancel] = with_cancel(background());  //: derive
    wait_group wg;
    wg.go("worker", [&] { worker(ctx, "worker", s); });  //: go
    sleep_for(s.stop_after);                             //: pause
    // Tell the worker to stop.
    cancel();         //: stop
    wg.wait();        //: wait
    println("over");  //: over
}

}  // namespace

lesson cancel_lesson() {
    return define_lesson("cancel", approach_flags, run,
                         {{.work = 1s, .stop_after = 3s}});
}

}  // namespace lessons
