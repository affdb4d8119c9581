// Background and TODO: the two roots, which are never done.
#include <string>

#include "lessons/support/lesson.hpp"

namespace lessons {
namespace {

using namespace ctx;
using namespace std::chrono_literals;

struct settings {
    duration wait = 1s;
};

struct user_key {
    bool operator==(const user_key&) const = default;
};

void show(const context& ctx) {
    const bool deadline = ctx.deadline().has_value();
    const bool done = static_cast<bool>(ctx.done());  // Go: ctx.Done() != nil
    const bool value = ctx.value<std::string>(user_key{}) != nullptr;
    println("{}: deadline {}, done {}, value {}", to_string(ctx),  //: show
            deadline, done, value);
}

void run(const settings& s) {
    show(background());
    show(todo());
    const context root = background();
    auto [ctx, cancel] = with_cancel(root);  //: derive
    show(ctx);
    cancel();                                                  //: cancel
    switch (select(recv(root.done()), recv(after(s.wait)))) {  //: select
        case 0:  // never ready: a root has no channel to wait for
            println("the root is done");  //: over
            break;
        case 1:
            println("child: {}", to_string(ctx.err()));  //: child
            println("root: {}", to_string(root.err()));  //: root
            break;
    }
}

void flags(flag_set& f, settings& s) {
    f.duration(
        "--wait", s.wait,
        {"how long to wait for the end of the root", "等根结束，等多久"});
}

}  // namespace

lesson root_lesson() { return define_lesson("root", flags, run); }

}  // namespace lessons
