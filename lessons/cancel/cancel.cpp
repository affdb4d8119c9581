// The official way: main cancels a context that the worker polls.
#include "lessons/support/lesson.hpp"
#include "lessons/support/settings.hpp"

namespace ctxdemo {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

void worker(const context& ctx, const stop_settings& s) {
    for (;;) {
        println("worker");
        sleep_for(s.work);
        switch (select(recv(ctx.done()), default_case)) {
            case 0:  // main says stop
                return;
            default:
                break;
        }
    }
}

void run(const stop_settings& s) {
    auto [ctx, cancel] = with_cancel(background());
    wait_group wg;
    wg.go("worker", [&] { worker(ctx, s); });
    sleep_for(s.stop_after);
    cancel();  // tell the worker to stop
    wg.wait();
    println("over");
}

}  // namespace

lesson cancel_lesson() {
    return define_lesson("cancel", stop_flags, run,
                         {.work = 1s, .stop_after = 3s});
}

}  // namespace ctxdemo
