// Contexts that signals cancel. Signals are raised in this very process.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <csignal>
#include <ctx/after_func.hpp>
#include <ctx/channel.hpp>
#include <ctx/select.hpp>
#include <ctx/signal.hpp>
#include <latch>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/observers.hpp"
#include "tests/support/printing.hpp"

namespace signal_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::errc;
using ctx::notify_context;

// True if the signal does at the moment what it does by default.
bool is_default(int signal) {
    struct sigaction now {};
    sigaction(signal, nullptr, &now);
    return now.sa_handler == SIG_DFL;
}

std::error_code code_of(int signal) { return {signal, ctx::signal_category()}; }

// Returns once the thread that watches for signals has dealt with all that
// came before: it takes them one by one.
void await_watch() {
    const auto [c, stop] = notify_context(background(), {SIGUSR2});
    std::raise(SIGUSR2);
    c.done().wait();
    stop();
}

// While it lives, a signal does something that can be told apart.
class counted {
public:
    explicit counted(int signal) : signal_(signal) {
        count = 0;
        before_ = std::signal(signal, [](int) { count = count + 1; });
    }
    ~counted() { std::signal(signal_, before_); }
    counted(const counted&) = delete;
    counted& operator=(const counted&) = delete;

    static inline volatile std::sig_atomic_t count = 0;

private:
    int signal_;
    void (*before_)(int);
};

TEST_CASE("a signal cancels the context, and the cause names it") {
    const auto [c, stop] = notify_context(background(), {SIGUSR1, SIGUSR2});
    CHECK_FALSE(c.err());

    std::raise(SIGUSR2);
    c.done().wait();

    CHECK(c.err() == errc::canceled);
    CHECK(cause(c).code() == code_of(SIGUSR2));
    CHECK(cause(c).message() == "user defined signal 2 signal received");
    stop();
}

TEST_CASE("the cause of a signal is a cancellation to those who ask") {
    CHECK(code_of(SIGINT) == std::errc::operation_canceled);
    CHECK(code_of(SIGINT) != code_of(SIGTERM));
    CHECK(code_of(SIGINT).message() == "interrupt signal received");
    CHECK(std::string(code_of(SIGINT).category().name()) == "signal");
}

TEST_CASE("a signal cancels what is below the context as well") {
    const auto [c, stop] = notify_context(background(), {SIGUSR1});
    const auto [child, cancel] = with_timeout(c, 1h);

    std::raise(SIGUSR1);
    child.done().wait();

    CHECK(child.err() == errc::canceled);
    CHECK(cause(child).code() == code_of(SIGUSR1));
    stop();
}

TEST_CASE("a signal that was not asked for does not cancel") {
    const counted other(SIGUSR2);
    const auto [c, stop] = notify_context(background(), {SIGUSR1});
    std::raise(SIGUSR2);
    CHECK(counted::count == 1);

    std::raise(SIGUSR1);
    c.done().wait();

    CHECK(cause(c).code() == code_of(SIGUSR1));
    stop();
}

TEST_CASE("stop cancels, and the signal does again what it did before") {
    const counted before(SIGUSR1);
    const auto [c, stop] = notify_context(background(), {SIGUSR1});

    stop();

    CHECK(c.err() == errc::canceled);
    CHECK(cause(c) == errc::canceled);
    std::raise(SIGUSR1);
    CHECK(counted::count == 1);
    stop();
    std::raise(SIGUSR1);
    CHECK(counted::count == 2);
}

TEST_CASE("the default action returns after stop") {
    const auto [c, stop] = notify_context(background(), {SIGUSR1});
    CHECK_FALSE(is_default(SIGUSR1));
    stop();
    CHECK(is_default(SIGUSR1));
}

TEST_CASE("signals stay caught once the context is over, until stop") {
    SUBCASE("ended by the signal") {
        const auto [c, stop] = notify_context(background(), {SIGUSR1});
        std::raise(SIGUSR1);
        c.done().wait();
        std::raise(SIGUSR1);  // or this ends the test program
        CHECK_FALSE(is_default(SIGUSR1));
        stop();
        CHECK(is_default(SIGUSR1));
        CHECK(cause(c).code() == code_of(SIGUSR1));
    }
    SUBCASE("ended with its parent") {
        const auto [parent, cancel] = with_cancel(background());
        const auto [c, stop] = notify_context(parent, {SIGUSR1});
        cancel();
        std::raise(SIGUSR1);
        CHECK(cause(c) == errc::canceled);
        CHECK_FALSE(is_default(SIGUSR1));
        stop();
        CHECK(is_default(SIGUSR1));
    }
    SUBCASE("born over") {
        const auto [parent, cancel] = with_cancel_cause(background());
        cancel(std::runtime_error("enough"));
        const auto [c, stop] = notify_context(parent, {SIGUSR1});
        CHECK(cause(c) == cause(parent));
        CHECK_FALSE(is_default(SIGUSR1));
        stop();
        CHECK(is_default(SIGUSR1));
    }
}

TEST_CASE("the last handle that goes lets go of the signals") {
    {
        const auto c = notify_context(background(), {SIGUSR1}).child;
        const auto copy = c;
        CHECK_FALSE(is_default(SIGUSR1));
    }
    CHECK(is_default(SIGUSR1));
}

TEST_CASE("of several contexts each is canceled by its signals") {
    const auto [a, stop_a] = notify_context(background(), {SIGUSR1, SIGUSR2});
    const auto [b, stop_b] = notify_context(background(), {SIGUSR1});
    const auto [c, stop_c] = notify_context(background(), {SIGUSR2});

    std::raise(SIGUSR1);
    a.done().wait();
    b.done().wait();
    CHECK_FALSE(c.err());

    // One that is stopped does not take the signal away from the others.
    stop_a();
    stop_b();
    CHECK(is_default(SIGUSR1));
    std::raise(SIGUSR2);
    c.done().wait();
    CHECK(cause(c).code() == code_of(SIGUSR2));
    stop_c();
}

TEST_CASE("a context made after a signal waits for the next one") {
    const auto [a, stop_a] = notify_context(background(), {SIGUSR1});
    std::raise(SIGUSR1);
    a.done().wait();

    const auto [b, stop_b] = notify_context(background(), {SIGUSR1});
    CHECK_FALSE(b.err());
    std::raise(SIGUSR1);
    b.done().wait();
    CHECK(cause(b).code() == code_of(SIGUSR1));
    stop_a();
    stop_b();
}

TEST_CASE("a context is not told of a signal that is older than itself") {
    for (int i = 0; i < 100; ++i) {
        const auto [a, stop_a] = notify_context(background(), {SIGUSR1});
        std::raise(SIGUSR1);  // may not have been dealt with yet
        const auto [b, stop_b] = notify_context(background(), {SIGUSR1});
        a.done().wait();
        await_watch();
        CHECK_FALSE(b.err());
        stop_a();
        stop_b();
    }
}

TEST_CASE("a function alone keeps the context for its signal") {
    ctx::channel<std::string> said(1);
    {
        const auto c = notify_context(background(), {SIGUSR1}).child;
        after_func(c, [said] { said.send("reload"); });
    }
    CHECK_FALSE(is_default(SIGUSR1));

    std::raise(SIGUSR1);

    CHECK(said.receive() == "reload");
    await_watch();
    CHECK(is_default(SIGUSR1));
}

TEST_CASE("a function alone goes, with the signals, once the parent ends") {
    std::weak_ptr<int> kept;
    std::latch ran(1);
    {
        const auto [parent, cancel] = with_cancel(background());
        {
            const auto held = std::make_shared<int>();
            kept = held;
            const auto c = notify_context(parent, {SIGUSR1}).child;
            after_func(c, [&ran, held] { ran.count_down(); });
        }
        CHECK_FALSE(kept.expired());
        cancel();
        ran.wait();
    }
    CHECK(is_default(SIGUSR1));
}

TEST_CASE("stop may be called from a function that the signal starts") {
    const auto made = notify_context(background(), {SIGUSR1});
    std::latch stopped(1);
    after_func(
        made.child,
        [&, stop = made.stop] {
            stop();  // on the thread that watches for signals
            stopped.count_down();
        },
        ctx::inline_executor());
    std::raise(SIGUSR1);
    stopped.wait();
    CHECK(is_default(SIGUSR1));
}

TEST_CASE("a handler that somebody else has put there stays") {
    const auto [c, stop] = notify_context(background(), {SIGUSR1});
    {
        const counted other(SIGUSR1);
        stop();
        CHECK_FALSE(is_default(SIGUSR1));
        std::raise(SIGUSR1);
        CHECK(counted::count == 1);
    }
    std::signal(SIGUSR1, SIG_DFL);
}

TEST_CASE("signals that cannot be waited for are refused, by name") {
    struct row {
        std::vector<int> signals;
        const char* message;
    };
    const row rows[] = {
        {{}, "no signals; name at least one"},
        {{SIGUSR1, 0}, "there is no signal 0"},
        {{-1}, "there is no signal -1"},
        {{65}, "there is no signal 65"},
        {{32}, "there is no signal 32"},
        {{SIGKILL}, "signal 9 (killed) cannot be waited for"},
        {{SIGSTOP}, "signal 19 (stopped (signal)) cannot be waited for"},
        {{SIGSEGV}, "signal 11 (segmentation fault) cannot be waited for"},
    };
    for (const auto& row : rows) {
        CAPTURE(std::string(row.message));
        std::string what;
        try {
            (void)notify_context(background(), row.signals);
        } catch (const std::invalid_argument& e) {
            what = e.what();
        }
        CHECK(what.find(row.message) != std::string::npos);
    }
    CHECK(is_default(SIGUSR1));
}

TEST_CASE("the printed form is Go's") {
    const auto [c, stop] = notify_context(with_cancel(background()).child,
                                          {SIGINT, SIGTERM, SIGINT});
    CHECK(to_string(c) ==
          "signal.NotifyContext(context.Background.WithCancel, [interrupt "
          "terminated])");
    CHECK(to_string(with_cancel(c).child) == to_string(c) + ".WithCancel");
}

TEST_CASE("signals have Go's names") {
    CHECK(ctx::signal_name(SIGHUP) == "hangup");
    CHECK(ctx::signal_name(SIGTERM) == "terminated");
    CHECK(ctx::signal_name(SIGWINCH) == "window changed");
    CHECK(ctx::signal_name(40) == "signal 40");
}

TEST_CASE("default constructed, a stop function does nothing") {
    const ctx::stop_signals_func stop;
    stop();
}

TEST_CASE("notify_context has values and deadline of its parent") {
    struct key {
        bool operator==(const key&) const = default;
    };
    const auto parent =
        with_value(with_timeout(background(), 1h).child, key{}, 42);
    const auto [c, stop] = notify_context(parent, {SIGUSR1});
    REQUIRE(c.value<int>(key{}));
    CHECK(*c.value<int>(key{}) == 42);
    CHECK(c.deadline() == parent.deadline());
}

TEST_CASE("signals, stops and dropped handles may meet") {
    // Whichever comes first: no signal gets through to the default action,
    // which would end the program, and none is left behind.
    const auto [guard, stop_guard] = notify_context(background(), {SIGUSR1});
    for (int i = 0; i < 200; ++i) {
        auto made = notify_context(background(), {SIGUSR1});
        std::latch both(2);
        std::jthread raiser([&] {
            both.arrive_and_wait();
            std::raise(SIGUSR1);
        });
        both.arrive_and_wait();
        if (i % 2 == 0) {
            made.stop();
            CHECK(made.child.err() == errc::canceled);
        } else {
            made = {};
        }
    }
    await_watch();
    stop_guard();
    CHECK(is_default(SIGUSR1));
}

}  // namespace signal_test
