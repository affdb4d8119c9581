// A thread waits while other threads cause the event that it waits for. A lost
// wakeup shows as a deadlock.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/detail/sync.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <ctx/wait_group.hpp>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

#include "scheduler.hpp"
#include "tests/interleave/scene.hpp"
#include "tests/support/observers.hpp"

namespace interleave_wait_test {

using ctx::cancelable;
using ctx::channel;
using ctx::context;
using ctx::default_case;
using ctx::recv;
using ctx::select;
using ctx::send;
using ctx_interleave::claim;
using ctx_interleave::counted;
using ctx_interleave::in_every_order;
using ctx_test::observer_count;

TEST_CASE("a wait for a context ends when the context is canceled") {
    struct scene {
        cancelable c = with_cancel(counted());
    };
    in_every_order<scene>({[](scene& s) {
                               s.c.child.done().wait();
                               claim(!!s.c.child.err(),
                                     "the context is canceled");
                           },
                           [](scene& s) { s.c.cancel(); }},
                          [](scene&) {});
}

TEST_CASE("two waits for a context both end when it is canceled") {
    struct scene {
        cancelable c = with_cancel(counted());
    };
    in_every_order<scene>({[](scene& s) { s.c.child.done().wait(); },
                           [](scene& s) { s.c.child.done().wait(); },
                           [](scene& s) { s.c.cancel(); }},
                          [](scene& s) {
                              claim(observer_count(s.c.child) == 0,
                                    "no observer is left");
                          });
}

TEST_CASE("a wait for a child ends when its parent is canceled") {
    struct scene {
        cancelable parent = with_cancel(counted());
    };
    in_every_order<scene>({[](scene& s) {
                               const auto made = with_cancel(s.parent.child);
                               made.child.done().wait();
                           },
                           [](scene& s) { s.parent.cancel(); }},
                          [](scene&) {});
}

TEST_CASE("a thread may drop a context right after its wait for it") {
    struct scene {
        cancelable c = with_cancel(counted());
        context mine = c.child;
        ctx::cancel_func cancel = std::exchange(c, {}).cancel;
    };
    in_every_order<scene>({[](scene& s) {
                               s.mine.done().wait();
                               s.mine = {};
                           },
                           [](scene& s) {
                               s.cancel();
                               s.cancel = {};
                           }},
                          [](scene&) {});
}

TEST_CASE("a woken thread may destroy the cancel function that woke it") {
    struct scene {
        context mine;
        std::optional<ctx::cancel_func> cancel;
        scene() {
            auto made = with_cancel(counted());
            mine = std::move(made.child);
            cancel = std::move(made.cancel);
        }
    };
    in_every_order<scene>({[](scene& s) {
                               s.mine.done().wait();
                               s.cancel.reset();
                               s.mine = {};
                           },
                           [](scene& s) { (*s.cancel)(); }},
                          [](scene&) {});
}

// A select locks its objects in the order of their addresses, which must be the
// same in each run. So `a` gets the lower address.
struct address_of {
    const void* operator()(const cancelable& c) const {
        return ctx_test::canceler_of(c.child);
    }
    const void* operator()(const channel<int>& ch) const {
        return recv(ch).mutex();
    }
};

template <class T>
void order_by_address(T& a, T& b) {
    if (std::less<>()(address_of()(b), address_of()(a))) std::swap(a, b);
}

struct two_contexts {
    cancelable a = with_cancel(counted());
    cancelable b = with_cancel(counted());

    two_contexts() { order_by_address(a, b); }

    [[nodiscard]] bool nobody_waits() const {
        return observer_count(a.child) == 0 && observer_count(b.child) == 0;
    }
};

std::size_t wait_for_either(const two_contexts& s) {
    const std::size_t which =
        select(recv(s.a.child.done()), recv(s.b.child.done()));
    claim(!!(which == 0 ? s.a : s.b).child.err(),
          "the chosen context is canceled");
    return which;
}

TEST_CASE("a select on two contexts returns the canceled one") {
    in_every_order<two_contexts>({[](two_contexts& s) { wait_for_either(s); },
                                  [](two_contexts& s) { s.b.cancel(); }},
                                 [](two_contexts& s) {
                                     claim(s.nobody_waits(),
                                           "no waiter is left in a queue");
                                 });
}

TEST_CASE("a select on two contexts returns one if both are canceled") {
    in_every_order<two_contexts>({[](two_contexts& s) { wait_for_either(s); },
                                  [](two_contexts& s) { s.a.cancel(); },
                                  [](two_contexts& s) { s.b.cancel(); }},
                                 [](two_contexts& s) {
                                     claim(s.nobody_waits(),
                                           "no waiter is left in a queue");
                                 });
}

struct with_channel {
    channel<int> ch;
    std::optional<int> got;
    bool sent = false;
};

TEST_CASE("a sent value reaches the receiver") {
    in_every_order<with_channel>(
        {[](with_channel& s) { s.ch.send(7); },
         [](with_channel& s) { s.got = s.ch.receive(); }},
        [](with_channel& s) { claim(s.got == 7, "the value arrived"); });
}

TEST_CASE("two values reach two receivers, one each") {
    struct scene {
        channel<int> ch;
        std::optional<int> got[2];
    };
    in_every_order<scene>(
        {[](scene& s) {
             s.ch.send(1);
             s.ch.send(2);
         },
         [](scene& s) { s.got[0] = s.ch.receive(); },
         [](scene& s) { s.got[1] = s.ch.receive(); }},
        [](scene& s) {
            claim(s.got[0] && s.got[1] && *s.got[0] + *s.got[1] == 3,
                  "each receiver got one value");
        });
}

TEST_CASE("a receive ends without a value when the channel is closed") {
    in_every_order<with_channel>(
        {[](with_channel& s) { s.got = s.ch.receive(); },
         [](with_channel& s) { s.ch.close(); }},
        [](with_channel& s) { claim(!s.got, "the receive got no value"); });
}

TEST_CASE("a send that races with a close delivers its value or throws") {
    in_every_order<with_channel>(
        {[](with_channel& s) { s.got = s.ch.receive(); },
         [](with_channel& s) {
             try {
                 s.ch.send(7);
                 s.sent = true;
             } catch (const ctx::closed_channel&) {
             }
         },
         [](with_channel& s) { s.ch.close(); }},
        [](with_channel& s) {
            claim(s.sent == (s.got == 7),
                  "a value is received exactly if it was sent");
        });
}

// On a channel with room, a send and a receive take a short path if no
// goroutine waits there.
struct with_room : with_channel {
    with_room() { ch = channel<int>(1); }
};

TEST_CASE("a value sent into a buffer reaches a receiver that may be waiting") {
    in_every_order<with_room>(
        {[](with_room& s) { s.ch.send(7); },
         [](with_room& s) { s.got = s.ch.receive(); }},
        [](with_room& s) { claim(s.got == 7, "the value arrived"); });
}

TEST_CASE("a sender that waits for room goes on when a value is received") {
    in_every_order<with_room>(
        {[](with_room& s) {
             s.ch.send(1);
             s.ch.send(2);
         },
         [](with_room& s) { s.got = s.ch.receive(); }},
        [](with_room& s) {
            claim(s.got == 1, "the first value was received");
            claim(s.ch.receive() == 2, "the second is in the buffer");
        });
}

TEST_CASE("values in a buffer are received in the order they were sent") {
    struct scene : with_room {
        std::optional<int> next;
    };
    in_every_order<scene>(
        {[](scene& s) {
             s.ch.send(1);
             s.ch.send(2);
         },
         [](scene& s) {
             s.got = s.ch.receive();
             s.next = s.ch.receive();
         }},
        [](scene& s) { claim(s.got == 1 && s.next == 2, "in order"); });
}

TEST_CASE("two values reach two receivers of a buffer, one each") {
    struct scene : with_room {
        std::optional<int> other;
    };
    in_every_order<scene>({[](scene& s) {
                               s.ch.send(1);
                               s.ch.send(2);
                           },
                           [](scene& s) { s.got = s.ch.receive(); },
                           [](scene& s) { s.other = s.ch.receive(); }},
                          [](scene& s) {
                              claim(s.got && s.other && *s.got + *s.other == 3,
                                    "each receiver got one value");
                          });
}

TEST_CASE(
    "a send into a buffer that races with a close is received or throws") {
    in_every_order<with_room>(
        {[](with_room& s) { s.got = s.ch.receive(); },
         [](with_room& s) {
             try {
                 s.ch.send(7);
                 s.sent = true;
             } catch (const ctx::closed_channel&) {
             }
         },
         [](with_room& s) { s.ch.close(); }},
        [](with_room& s) {
            claim(s.sent == (s.got == 7),
                  "a value is received exactly if it was sent");
        });
}

TEST_CASE("a receiver may drop a channel while its sender is in send") {
    struct scene {
        std::optional<channel<int>> ch{std::in_place, 1};
        std::optional<int> got;
    };
    in_every_order<scene>({[](scene& s) { s.ch->send(7); },
                           [](scene& s) {
                               s.got = s.ch->receive();
                               s.ch.reset();
                           }},
                          [](scene& s) { claim(s.got == 7, "it arrived"); });
}

struct channel_and_context : with_channel {
    cancelable c;

    // Picks a context and a channel whose addresses have the same order in each
    // run.
    channel_and_context() {
        std::array<cancelable, 8> contexts;
        std::array<channel<int>, 8> channels;
        for (std::size_t i = 0; i < contexts.size(); ++i) {
            contexts[i] = with_cancel(counted());
            channels[i] = channel<int>();
        }
        c = *std::ranges::min_element(contexts, std::less<>(), address_of());
        ch = *std::ranges::max_element(channels, std::less<>(), address_of());
    }
};

TEST_CASE("a select receives a value or sees its context done, not both") {
    struct scene : channel_and_context {
        bool done = false;
    };
    in_every_order<scene>(
        {[](scene& s) {
             s.done = select(recv(s.c.child.done()), recv(s.ch, s.got)) == 0;
         },
         [](scene& s) { s.c.cancel(); },
         [](scene& s) { s.sent = select(send(s.ch, 7), default_case) == 0; }},
        [](scene& s) {
            claim(s.done != (s.got == 7), "exactly one case was chosen");
            claim(s.sent == (s.got == 7),
                  "a value is received exactly if it was sent");
            claim(observer_count(s.c.child) == 0,
                  "no waiter is left in a queue");
        });
}

TEST_CASE("a receive with a context gets a value or an error, not both") {
    in_every_order<channel_and_context>(
        {[](channel_and_context& s) {
             auto [value, err] = s.ch.receive(s.c.child);
             claim(value.has_value() == !err, "a value or an error");
             s.got = value;
         },
         [](channel_and_context& s) { s.c.cancel(); },
         [](channel_and_context& s) {
             s.sent = select(send(s.ch, 7), default_case) == 0;
         }},
        [](channel_and_context& s) {
            claim(s.sent == (s.got == 7),
                  "a value is received exactly if it was sent");
            claim(observer_count(s.c.child) == 0,
                  "no waiter is left in a queue");
        });
}

TEST_CASE("a send with a context and a receive with it agree on the value") {
    in_every_order<channel_and_context>(
        {[](channel_and_context& s) { s.sent = !s.ch.send(s.c.child, 7); },
         [](channel_and_context& s) { s.got = s.ch.receive(s.c.child).value; },
         [](channel_and_context& s) { s.c.cancel(); }},
        [](channel_and_context& s) {
            claim(s.sent == (s.got == 7),
                  "a value is received exactly if it was sent");
        });
}

TEST_CASE("a select on two channels takes a value from only one") {
    struct scene {
        channel<int> a{1}, b{1};
        std::size_t which = 2;
        std::optional<int> got;

        scene() { order_by_address(a, b); }
    };
    in_every_order<scene>(
        {[](scene& s) { s.which = select(recv(s.a, s.got), recv(s.b, s.got)); },
         [](scene& s) { s.a.send(0); }, [](scene& s) { s.b.send(1); }},
        [](scene& s) {
            claim(s.got && static_cast<std::size_t>(*s.got) == s.which,
                  "the value is from the chosen case");
            claim(s.a.size() + s.b.size() == 1,
                  "the other value is still there");
        });
}

TEST_CASE("a sending and a receiving select meet on the same channel") {
    struct scene {
        channel<int> a, b;
        std::size_t sent = 2, got = 2;

        scene() { order_by_address(a, b); }
    };
    in_every_order<scene>(
        {[](scene& s) { s.sent = select(send(s.a, 1), send(s.b, 2)); },
         [](scene& s) { s.got = select(recv(s.a), recv(s.b)); }},
        [](scene& s) {
            claim(s.sent == s.got, "both chose the same channel");
        });
}

TEST_CASE("a wait for a group ends when the group's count reaches zero") {
    struct scene {
        std::optional<ctx::wait_group> group{std::in_place};
        scene() { group->add(2); }
    };
    in_every_order<scene>(
        {[](scene& s) {
             s.group->wait();
             s.group.reset();  // no thread uses it any more
         },
         [](scene& s) { s.group->done(); }, [](scene& s) { s.group->done(); }},
        [](scene&) {});
}

// Blocks in `wait` as a goroutine that is being ended, and returns whether the
// next blocking call would find itself woken.
template <class Wait>
bool is_woken_after_its_end(Wait wait) {
    ctx::detail::goroutine& self = ctx::detail::current();
    self.ending = true;
    bool has_ended = false;
    try {
        wait();
    } catch (const ctx::goroutine_exit&) {
        has_ended = true;
    }
    self.ending = false;
    const std::scoped_lock lock(self.mutex);
    return has_ended && self.ready;
}

TEST_CASE("a wake during the end of a wait does not end the next wait") {
    struct scene : two_contexts {
        channel<int> ch;
        bool woken = false;
    };
    const auto check = [](scene& s) {
        claim(!s.woken, "the next wait is not woken");
        claim(s.nobody_waits(), "no waiter is left in a queue");
    };
    SUBCASE("of a wait for a context") {
        in_every_order<scene>({[](scene& s) {
                                   s.woken = is_woken_after_its_end(
                                       [&] { s.a.child.done().wait(); });
                               },
                               [](scene& s) { s.a.cancel(); }},
                              check);
    }
    SUBCASE("of a select") {
        in_every_order<scene>({[](scene& s) {
                                   s.woken = is_woken_after_its_end(
                                       [&] { (void)wait_for_either(s); });
                               },
                               [](scene& s) { s.b.cancel(); }},
                              check);
    }
    SUBCASE("of a receive") {
        in_every_order<scene>(
            {[](scene& s) {
                 s.woken =
                     is_woken_after_its_end([&] { (void)s.ch.receive(); });
             },
             [](scene& s) { (void)select(send(s.ch, 1), default_case); }},
            check);
    }
}

}  // namespace interleave_wait_test
