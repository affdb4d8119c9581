// memory_watch and coroutines: what a wait of a coroutine orders.
// SPDX-License-Identifier: MIT
#include "watched.hpp"

#include <ctx/coroutine.hpp>
#include <memory>

namespace watch_coroutine_test {

using namespace ctx;
using namespace watched;
using namespace std::chrono_literals;

coroutine<> receive_then_read(channel<int> ch, int& x) {
    (void)co_await async_receive(ch);
    use(x);
}

coroutine<> read_then_receive(channel<int> ch, int& x) {
    use(x);
    (void)co_await async_receive(ch);
}

coroutine<> write_then_send(channel<int> ch, int& x) {
    x = 1;
    co_await async_send(ch, 1);
}

coroutine<> wait_then_read(wait_group& g, int& x, int& y) {
    co_await async_wait(g);
    use(x);
    use(y);
}

coroutine<> await_done_then_read(context c, int& x) {
    (void)co_await async_done(c);
    use(x);
}

// The variables are shared by goroutines that may outlive main.
std::shared_ptr<int> shared() { return std::make_shared<int>(); }

program receives_what_is_sent(std::size_t room) {
    return [room] {
        const auto x = shared();
        const channel<int> ch(room);
        go([=] {
            *x = 1;
            ch.send(1);
        });
        sync_wait(receive_then_read(ch, *x));
    };
}

program writes_after_a_send(std::size_t room) {
    return [room] {
        const auto x = shared();
        const channel<int> ch(room);
        go([=] {
            ch.send(1);
            *x = 1;
        });
        sync_wait(read_then_receive(ch, *x));
        sleep_for(1s);
    };
}

void waits_for_two() {
    const auto x = shared();
    const auto y = shared();
    const auto g = std::make_shared<wait_group>();
    g->go([=] { *x = 1; });
    g->go([=] { *y = 1; });
    sync_wait(wait_then_read(*g, *x, *y));
}

// The first receive puts the value of the coroutine into the buffer.
void sends_into_a_full_buffer() {
    const auto x = shared();
    const channel<int> ch(1);
    ch.send(0);
    go([=] { (void)ch.receive(); });
    go([=] {
        if (ch.receive() == 1) use(*x);
    });
    sync_wait(write_then_send(ch, *x));
    sleep_for(1s);
}

TEST_CASE("a wait of a coroutine orders what that of a goroutine does") {
    check({
        {"a send and its receive", receives_what_is_sent(0), ordered},
        {"the same with room", receives_what_is_sent(1), ordered},
        {"a receive and the end of its send", writes_after_a_send(0), ordered},
        {"a receive of a value from a buffer", writes_after_a_send(1), racing},
        {"a send of a coroutine", sends_into_a_full_buffer, ordered},
        {"two goroutines of a wait_group", waits_for_two, ordered},
        {"a cancel call",
         [] {
             const auto x = shared();
             const auto c = with_cancel(background());
             go([=] {
                 *x = 1;
                 c.cancel();
             });
             sync_wait(await_done_then_read(c.child, *x));
         },
         ordered},
    });
}

}  // namespace watch_coroutine_test
