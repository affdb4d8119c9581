// WithCancel: a reader that has enough tells the generator to end.
#include <cstdint>

#include "lessons/support/lesson.hpp"

namespace lessons {
namespace {

using namespace ctx;

struct settings {
    std::int64_t count = 5;
    bool no_cancel = false;
};

// Go's result type, <-chan int, also keeps the caller from sending.
channel<std::int64_t> gen(const context& ctx) {
    channel<std::int64_t> dst;  //: make
    // The goroutine outlives this call, so it copies both handles.
    go("generator", [=] {  //: go
        std::int64_t n = 1;
        for (;;) {
            switch (select(recv(ctx.done()), send(dst, n))) {  //: offer
                case 0:
                    return;  // so that the goroutine does not leak
                case 1:
                    n++;  //: next
            }
        }
    });
    return dst;
}

void run(const settings& s) {
    auto [ctx, cancel] = with_cancel(background());  //: derive
    defer cleanup([&] {
        // We have all the numbers we need.
        if (!s.no_cancel) cancel();  //: cancel
    });

    for (std::int64_t n : gen(ctx)) {  //: receive
        println("{}", n);              //: print
        if (n == s.count) {            //: enough
            break;
        }
    }
}

void flags(flag_set& f, settings& s) {
    f.positive_integer("--count", s.count,
                       {"how many numbers to take", "取多少个数"});
    f.toggle("--no-cancel", s.no_cancel,
             {"do not call cancel, so that the generator leaks",
              "不调用 cancel，于是生成器泄漏"});
}

}  // namespace

lesson gen_lesson() { return define_lesson("gen", flags, run); }

}  // namespace lessons
