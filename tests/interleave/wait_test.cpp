// Waiting, against what is waited for. A wakeup that is lost is a deadlock.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/detail/sync.hpp>
#include <ctx/select.hpp>
#include <ctx/wait_group.hpp>
#include <functional>
#include <optional>
#include <utility>

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

TEST_CASE("who waits for a context goes on when it is canceled") {
    struct scene {
        cancelable c = with_cancel(counted());
    };
    in_every_order<scene>({[](scene& s) {
                               s.c.child.done().wait();
                               claim(!!s.c.child.err(), "done is over");
                           },
                           [](scene& s) { s.c.cancel(); }},
                          [](scene&) {});
}

TEST_CASE("two who wait for a context both go on") {
    struct scene {
        cancelable c = with_cancel(counted());
    };
    in_every_order<scene>({[](scene& s) { s.c.child.done().wait(); },
                           [](scene& s) { s.c.child.done().wait(); },
                           [](scene& s) { s.c.cancel(); }},
                          [](scene& s) {
                              claim(observer_count(s.c.child) == 0,
                                    "none is left");
                          });
}

TEST_CASE("who waits for a child goes on when its parent is canceled") {
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

TEST_CASE("who was waiting may drop what it waited for") {
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

// A select locks its objects by address, and the order of these must be the
// same in each run: so `a` is to be the lower.
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
    claim(!!(which == 0 ? s.a : s.b).child.err(), "the one chosen is over");
    return which;
}

TEST_CASE("who waits for either of two contexts goes on with one") {
    in_every_order<two_contexts>(
        {[](two_contexts& s) { wait_for_either(s); },
         [](two_contexts& s) { s.b.cancel(); }},
        [](two_contexts& s) { claim(s.nobody_waits(), "no queue is left"); });
}

TEST_CASE("who waits for either of two goes on when both are canceled") {
    in_every_order<two_contexts>(
        {[](two_contexts& s) { wait_for_either(s); },
         [](two_contexts& s) { s.a.cancel(); },
         [](two_contexts& s) { s.b.cancel(); }},
        [](two_contexts& s) { claim(s.nobody_waits(), "no queue is left"); });
}

struct with_channel {
    channel<int> ch;
    std::optional<int> got;
    bool sent = false;
};

TEST_CASE("a value gets from who sends it to who receives it") {
    in_every_order<with_channel>(
        {[](with_channel& s) { s.ch.send(7); },
         [](with_channel& s) { s.got = s.ch.receive(); }},
        [](with_channel& s) { claim(s.got == 7, "as it was sent"); });
}

TEST_CASE("two values get to two receivers") {
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
                  "one each");
        });
}

TEST_CASE("who receives goes on when the channel is closed") {
    in_every_order<with_channel>(
        {[](with_channel& s) { s.got = s.ch.receive(); },
         [](with_channel& s) { s.ch.close(); }},
        [](with_channel& s) { claim(!s.got, "with nothing"); });
}

TEST_CASE("a value is received, or finds the channel closed") {
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
            claim(s.sent == (s.got == 7), "sent is received");
        });
}

TEST_CASE("a receive gives up when the context is canceled, or has a value") {
    struct scene : with_channel {
        cancelable c;
        bool done = false;

        // Some pair whose order is the same in each run.
        scene() {
            std::array<cancelable, 8> contexts;
            std::array<channel<int>, 8> channels;
            for (std::size_t i = 0; i < contexts.size(); ++i) {
                contexts[i] = with_cancel(counted());
                channels[i] = channel<int>();
            }
            c = *std::ranges::min_element(contexts, std::less<>(),
                                          address_of());
            ch = *std::ranges::max_element(channels, std::less<>(),
                                           address_of());
        }
    };
    in_every_order<scene>(
        {[](scene& s) {
             s.done = select(recv(s.c.child.done()), recv(s.ch, s.got)) == 0;
         },
         [](scene& s) { s.c.cancel(); },
         [](scene& s) { s.sent = select(send(s.ch, 7), default_case) == 0; }},
        [](scene& s) {
            claim(s.done != (s.got == 7), "the one or the other");
            claim(s.sent == (s.got == 7), "sent is received");
            claim(observer_count(s.c.child) == 0, "no queue is left");
        });
}

TEST_CASE("a select over two channels takes from one sender") {
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
                  "the value of the case");
            claim(s.a.size() + s.b.size() == 1, "the other is still there");
        });
}

TEST_CASE("two selects that send and receive meet") {
    struct scene {
        channel<int> a, b;
        std::size_t sent = 2, got = 2;

        scene() { order_by_address(a, b); }
    };
    in_every_order<scene>(
        {[](scene& s) { s.sent = select(send(s.a, 1), send(s.b, 2)); },
         [](scene& s) { s.got = select(recv(s.a), recv(s.b)); }},
        [](scene& s) { claim(s.sent == s.got, "on one channel"); });
}

TEST_CASE("who waits for a group goes on when all are done") {
    struct scene {
        std::optional<ctx::wait_group> group{std::in_place};
        scene() { group->add(2); }
    };
    in_every_order<scene>(
        {[](scene& s) {
             s.group->wait();
             s.group.reset();  // nobody uses it any more
         },
         [](scene& s) { s.group->done(); }, [](scene& s) { s.group->done(); }},
        [](scene&) {});
}

}  // namespace interleave_wait_test
