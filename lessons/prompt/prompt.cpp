// A worker that waits for its work and its context at once stops when asked.
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
    // If both cases are ready, select takes either, so the loop asks as well.
    while (!ctx.err()) {
        println("{}", name);                                      //: print
        switch (select(recv(ctx.done()), recv(after(s.work)))) {  //: select
            case 0:  // main says stop, in the middle of the work
                return;
            case 1:  // the work is done
                break;
        }
    }
}

void run(const approach_settings& s) {
    auto [ctx, cancel] = with_cancel(background());  //: derive
    wait_group wg;
    wg.go("worker", [&] { worker(ctx, "worker", s); });  //: go
    sleep_for(s.stop_after);                             //: pause
    cancel();         // tell the worker to stop //: stop
    wg.wait();        //: wait
    println("over");  //: over
}

}  // namespace

lesson prompt_lesson() {
    return define_lesson("prompt", approach_flags, run,
                         {{.work = 1s, .stop_after = 3s}});
}

}  // namespace lessons
