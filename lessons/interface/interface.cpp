// The four methods of a context, before it is done and after.
#include <string>

#include "lessons/support/lesson.hpp"

namespace lessons {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

constexpr duration timeout = 1s;

struct settings {
    duration stop_after = 2s;
};

struct user_key {
    bool operator==(const user_key&) const = default;
};

void show(const context& ctx, clock::time_point start) {
    const auto deadline = ctx.deadline();  // empty if there is none
    println("Deadline: {} {}",             //: deadline
            format_duration(*deadline - start), deadline.has_value());
    switch (select(recv(ctx.done()), default_case)) {  //: select
        case 0:
            println("Done: closed");  //: closed
            break;
        default:
            println("Done: open");  //: open
            break;
    }
    println("Err: {}", to_string(ctx.err()));                   //: err
    println("Value: {}", *ctx.value<std::string>(user_key{}));  //: value
}

void run(const settings& s) {
    const auto start = clock::now();
    const auto d = start + timeout;
    auto [ctx, cancel] = with_deadline(background(), d);  //: derive
    ctx = with_value(ctx, user_key{}, "alice");           //: with-value
    show(ctx, start);
    sleep_for(s.stop_after);  //: sleep
    cancel();                 //: cancel
    show(ctx, start);
}

void flags(flag_set& f, settings& s) {
    f.duration("--stop-after", s.stop_after,
               {"how long main waits before it calls cancel",
                "main 过多久调用 cancel"});
}

}  // namespace

lesson interface_lesson() { return define_lesson("interface", flags, run); }

}  // namespace lessons
