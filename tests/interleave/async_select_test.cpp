// A thread starts an async_select, and cancels it or waits for its
// completion, while other threads make its cases ready. A lost completion shows
// as a deadlock.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <ctx/coroutine.hpp>

#include <array>
#include <coroutine>
#include <cstddef>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/detail/async_select.hpp>
#include <ctx/select.hpp>
#include <ctx/wait_group.hpp>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>
#include <utility>

#include "tests/interleave/scene.hpp"
#include "tests/support/observers.hpp"
#include "tests/support/sanitizers.hpp"

namespace interleave_async_select_test {

using ctx::cancelable;
using ctx::channel;
using ctx::coroutine;
using ctx::recv;
using ctx_interleave::claim;
using ctx_interleave::counted;
using ctx_interleave::in_every_order;
using ctx_test::observer_count;

// A receive from `ch`, or the end of `c`. A channel with room tells of its
// completion.
class receive final : ctx::detail::async_select_room<2>,
                      public ctx::detail::async_select {
public:
    receive(const cancelable& c, const channel<int>& ch)
        : async_select_room<2>{{&done_, &value_}},
          async_select(async_select_room<2>::cases, scratch.data(),
                       prefer::any),
          done_(c.child.done(), ctx::location()),
          value_(ch, &got, ctx::location()) {}

    // Returns false if the context was done.
    bool await() {
        if (!start()) await_completion();
        return finish() == 1;
    }

    void await_completion() {
        const bool is_completed_now = completions_.receive().has_value();
        ctx_interleave::claim(is_completed_now, "the select is completed");
    }

    [[nodiscard]] bool is_completed() const { return completions_.size() > 0; }

    std::optional<int> got;

private:
    // A share, because the owner may destroy this as soon as it knows.
    void completed() noexcept override { channel(completions_).send(1); }

    ctx::done_case done_;
    ctx::recv_case<int> value_;
    const channel<int> completions_{2};
};

// A select locks its objects in the order of their addresses, which must be the
// same in each run. So the channel is made until its address is the higher one.
// The allocators of sanitizers may never give that, but then they always give
// the order of the first pair.
struct objects {
    cancelable c = with_cancel(counted());
    channel<int> ch{1};

    objects() {
        static const bool wanted = ctx_test::sanitized && channel_is_first();
        while (channel_is_first() != wanted) {
            kept = std::exchange(ch, channel<int>(1));
        }
    }

    [[nodiscard]] bool channel_is_first() const {
        return std::less<>()(static_cast<const void*>(recv(ch).mutex()),
                             ctx_test::canceler_of(c.child));
    }

    channel<int> kept;
};

TEST_CASE("a select that waits gets the value that is sent") {
    in_every_order<objects>({[](objects& s) {
                                 receive r(s.c, s.ch);
                                 claim(r.await(), "a value is received");
                                 claim(r.got == 7, "the value arrived");
                             },
                             [](objects& s) { s.ch.send(7); }},
                            [](objects& s) {
                                claim(observer_count(s.c.child) == 0,
                                      "the select has left the queues");
                            });
}

TEST_CASE("one of a send and a cancel completes a select") {
    struct scene : objects {
        bool received = false;
    };
    in_every_order<scene>(
        {[](scene& s) {
             receive r(s.c, s.ch);
             s.received = r.await();
             claim(s.received == r.got.has_value(), "a receive has a value");
         },
         [](scene& s) { s.ch.send(7); }, [](scene& s) { s.c.cancel(); }},
        [](scene& s) {
            claim(s.ch.size() == (s.received ? 0 : 1),
                  "the value is in one place");
        });
}

TEST_CASE("a select that is canceled takes no value, or keeps it") {
    struct scene : objects {
        bool received = false;
    };
    in_every_order<scene>(
        {[](scene& s) {
             receive r(s.c, s.ch);
             s.received = r.start();
             if (!s.received && !r.cancel()) {
                 r.await_completion();
                 s.received = true;
             }
             claim(!r.is_completed(), "no completion comes after a cancel");
             if (s.received) r.finish();
             claim(s.received == r.got.has_value(), "a receive has a value");
         },
         [](scene& s) { s.ch.send(7); }},
        [](scene& s) {
            claim(s.ch.size() == (s.received ? 0 : 1),
                  "the value is in one place");
        });
}

TEST_CASE("a canceled select does not keep a value from a receiver") {
    struct scene : objects {
        std::optional<int> other;
    };
    in_every_order<scene>(
        {[](scene& s) {
             {
                 receive r(s.c, s.ch);
                 if (!r.start() && !r.cancel()) r.await_completion();
             }
             s.ch.send(8);
         },
         [](scene& s) { s.other = s.ch.receive(); },
         [](scene& s) { s.ch.send(7); }},
        [](scene& s) { claim(!!s.other, "the receiver got a value"); });
}

TEST_CASE("a select may be destroyed as soon as it is completed") {
    struct scene : objects {
        std::optional<receive> r;
    };
    in_every_order<scene>({[](scene& s) {
                               s.r.emplace(s.c, s.ch);
                               s.r->await();
                               s.r.reset();
                           },
                           [](scene& s) { s.c.cancel(); }},
                          [](scene&) {});
}

// A select that destroys itself as it is completed, while start() may not have
// returned on another thread.
template <std::size_t N>
class passing final : ctx::detail::async_select_room<N>,
                      public ctx::detail::async_select {
public:
    template <class... Cases>
    explicit passing(Cases&... cases)
        : ctx::detail::async_select_room<N>{{&cases...}},
          async_select(ctx::detail::async_select_room<N>::cases,
                       this->scratch.data(), prefer::any) {}

    // Starts `p`, which may be gone when this returns.
    static void run(passing* p) {
        if (p->start()) p->completed();
    }

private:
    void completed() noexcept override {
        finish();
        delete this;
    }
};

template <class... Cases>
passing(Cases&...) -> passing<sizeof...(Cases)>;

TEST_CASE("a select may be destroyed while its start returns") {
    struct scene : objects {
        ctx::recv_case<int> value{ch, nullptr, ctx::location()};
        ctx::recv_case<int> twin{ch, nullptr, ctx::location()};
    };
    in_every_order<scene>(
        {[](scene& s) { passing<2>::run(new passing(s.value, s.twin)); },
         [](scene& s) { s.ch.send(7); }},
        [](scene& s) { claim(s.ch.size() == 0, "the value arrived"); });
}

TEST_CASE("a select may be completed while its start returns") {
    struct scene : objects {
        ctx::done_case done{c.child.done(), ctx::location()};
        ctx::recv_case<int> value{ch, nullptr, ctx::location()};
    };
    in_every_order<scene>(
        {[](scene& s) { passing<2>::run(new passing(s.done, s.value)); },
         [](scene& s) { s.c.cancel(); }},
        [](scene& s) {
            claim(observer_count(s.c.child) == 0,
                  "the select has left the queues");
        });
}

// -- coroutines ---------------------------------------------------------------

coroutine<> take(channel<int> ch, int& sum) {
    sum += *co_await ctx::async_receive(ch);
}

TEST_CASE("threads resume the coroutines of a loop, each of them once") {
    struct scene {
        channel<int> a;
        channel<int> b{1};
        int sum = 0;
    };
    in_every_order<scene>(
        {[](scene& s) {
             ctx::sync_wait([](scene& of) -> coroutine<> {
                 ctx::spawn(take(of.a, of.sum));
                 co_await take(of.b, of.sum);
             }(s));
         },
         [](scene& s) { s.a.send(1); }, [](scene& s) { s.b.send(2); }},
        [](scene& s) { claim(s.sum == 3, "each value arrived"); });
}

TEST_CASE("a loop that ends early loses no value of another thread") {
    struct scene {
        channel<int> ch{1};
        int sum = 0;
    };
    in_every_order<scene>(
        {[](scene& s) {
             try {
                 ctx::sync_wait([](scene& of) -> coroutine<> {
                     ctx::spawn(take(of.ch, of.sum));
                     co_await take(of.ch, of.sum);
                     throw std::runtime_error("early");
                 }(s));
             } catch (const std::runtime_error&) {
             }
         },
         [](scene& s) {
             s.ch.send(1);
             s.ch.send(1);
         }},
        [](scene& s) { claim(s.sum >= 1, "main got a value"); });
}

// A coroutine that the loop does not own.
class begun_take {
public:
    struct promise_type {
        begun_take get_return_object() {
            return begun_take(
                std::coroutine_handle<promise_type>::from_promise(*this));
        }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void return_void() noexcept {}
        void unhandled_exception() { std::terminate(); }
    };

    explicit begun_take(std::coroutine_handle<promise_type> h) : frame_(h) {}
    begun_take(begun_take&& other) noexcept
        : frame_(std::exchange(other.frame_, nullptr)) {}
    begun_take& operator=(begun_take&&) = delete;
    ~begun_take() {
        if (frame_) frame_.destroy();
    }

private:
    std::coroutine_handle<promise_type> frame_;
};

begun_take begin_to_take(channel<int> ch, int& sum) {
    sum += *co_await ctx::async_receive(ch);
}

TEST_CASE("a loop that ends early ends a wait that another thread completes") {
    struct scene {
        channel<int> ch{1};
        int sum = 0;
        int sum_at_end = 0;
        std::optional<begun_take> waits;
    };
    in_every_order<scene>(
        {[](scene& s) {
             try {
                 ctx::sync_wait([](scene& of) -> coroutine<> {
                     of.waits.emplace(begin_to_take(of.ch, of.sum));
                     of.sum_at_end = of.sum;
                     throw std::runtime_error("early");
                     co_return;
                 }(s));
             } catch (const std::runtime_error&) {
             }
         },
         [](scene& s) { s.ch.send(1); }},
        [](scene& s) {
            s.waits.reset();
            claim(s.sum == s.sum_at_end, "the coroutine is not resumed");
        });
}

TEST_CASE("a loop waits for a wait that it does not own") {
    struct scene {
        channel<int> ch;
        int sum = 0;
        std::optional<begun_take> waits;
    };
    in_every_order<scene>(
        {[](scene& s) {
             ctx::sync_wait([](scene& of) -> coroutine<> {
                 of.waits.emplace(begin_to_take(of.ch, of.sum));
                 co_return;
             }(s));
             claim(s.sum == 1, "the value arrived");
         },
         [](scene& s) { s.ch.send(1); }},
        [](scene& s) { s.waits.reset(); });
}

TEST_CASE("a coroutine goes on when the wait_group that it waits for is done") {
    struct scene {
        ctx::wait_group group;
        bool done = false;
        scene() { group.add(1); }
    };
    in_every_order<scene>({[](scene& s) {
                               ctx::sync_wait([](scene& of) -> coroutine<> {
                                   co_await ctx::async_wait(of.group);
                                   of.done = true;
                               }(s));
                           },
                           [](scene& s) { s.group.done(); }},
                          [](scene& s) { claim(s.done, "it went on"); });
}

}  // namespace interleave_async_select_test
