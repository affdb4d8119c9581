// The worker starts another: one cancel reaches both.
#include "lessons/support/lesson.hpp"
#include "lessons/support/settings.hpp"

namespace ctxdemo {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

void worker2(const context& ctx, const stop_settings& s);

void worker(const context& ctx, const stop_settings& s) {
    // Nobody waits for worker2, which may outlive this call: copy what it uses.
    go("worker2", [=] { worker2(ctx, s); });
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

void worker2(const context& ctx, const stop_settings& s) {
    for (;;) {
        println("worker2");
        sleep_for(s.work);
        switch (select(recv(ctx.done()), default_case)) {
            case 0:  // main says stop, to worker2 as well
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
    cancel();  // tell both workers to stop
    wg.wait();
    println("over");
}

}  // namespace

lesson nested_lesson() {
    return define_lesson("nested", stop_flags, run,
                         {.work = 1s, .stop_after = 3s});
}

}  // namespace ctxdemo
