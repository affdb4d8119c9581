// The rules of use, each in a few lines.
#include <array>
#include <cstddef>
#include <string>
#include <system_error>

#include "lessons/support/lesson.hpp"

namespace lessons {
namespace {

using namespace ctx;

struct settings {
    bool no_cancel = false;
};

// Each key has a type of its own, as if each were in a package of its own.
struct user_key {
    bool operator==(const user_key&) const = default;
};
struct team_key {
    bool operator==(const team_key&) const = default;
};
// A string as key does not compile, and neither does null.
static_assert(!context_key<std::string> && !context_key<std::nullptr_t>);

// The context comes first, and is called ctx.
void greet(const context& ctx, const std::string& greeting) {
    // The user belongs to the request; greet works without a user as well.
    const auto* name = ctx.value<std::string>(user_key{});
    println("{}, {}", greeting, name ? *name : "stranger");  //: greet
}

void run(const settings& s) {
    // There is no null context: pass todo if it is not clear yet which to pass.
    greet(todo(), "hello");

    auto [ctx, cancel] = with_cancel(background());  //: derive
    ctx = with_value(ctx, user_key{}, "alice");      //: user
    ctx = with_value(ctx, team_key{}, "gophers");    //: team
    greet(ctx, "hello");

    // A context is safe for concurrent use: both goroutines wait on this one.
    wait_group wg;
    std::array<std::error_code, 2> seen;
    for (auto& err : seen) {
        wg.go("reader", [&] {   //: go
            ctx.done().wait();  //: done
            err = ctx.err();
        });
    }
    if (!s.no_cancel) cancel();                                  //: cancel
    wg.wait();                                                   //: wait
    println("[{} {}]", to_string(seen[0]), to_string(seen[1]));  //: seen
    greet(ctx, "goodbye");
}

void flags(flag_set& f, settings& s) {
    f.toggle("--no-cancel", s.no_cancel,
             {"do not call cancel, so that all wait for ever",
              "不调用 cancel，于是大家永远等下去"});
}

}  // namespace

lesson rules_lesson() { return define_lesson("rules", flags, run); }

}  // namespace lessons
