// WithDeadline: the context is done at a given time.
#include "lessons/support/lesson.hpp"

namespace lessons {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

struct settings {
    duration timeout = 50ms;
    duration oversleep = 1s;
};

void run(const settings& s) {
    // clock::now() + s.timeout, but without overflow for a huge --ms.
    const auto d = clock::from_now(s.timeout);            //: when
    auto [ctx, cancel] = with_deadline(background(), d);  //: derive

    // The deadline ends the context, but calling cancel is still a good habit:
    // otherwise the timer may be kept longer than needed.
    defer cleanup(cancel);  //: cancel

    switch (select(recv(after(s.oversleep)), recv(ctx.done()))) {  //: select
        case 0:
            println("overslept");  //: overslept
            break;
        case 1:
            println("{}", to_string(ctx.err()));  //: print
            break;
    }
}

void flags(flag_set& f, settings& s) {
    f.milliseconds("--ms", s.timeout,
                   {"how far off the deadline is, in milliseconds",
                    "离截止时间多久，单位毫秒"});
    f.duration("--oversleep", s.oversleep,
               {"how long to wait at most", "最多等多久"});
}

}  // namespace

lesson deadline_lesson() { return define_lesson("deadline", flags, run); }

}  // namespace lessons
