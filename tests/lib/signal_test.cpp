// Contexts that signals cancel. The tests raise the signals in their own
// process.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <ctx/after_func.hpp>
#include <ctx/channel.hpp>
#include <ctx/select.hpp>
#include <ctx/signal.hpp>
#include <fstream>
#include <iterator>
#include <latch>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "tests/support/child.hpp"
#include "tests/support/printing.hpp"
#include "tests/support/sanitizers.hpp"

namespace signal_test {

using namespace std::chrono_literals;
using ctx::background;
using ctx::errc;
using ctx::notify_context;

// True if `signal` has its default action at the moment.
bool is_default(int signal) {
    struct sigaction now {};
    sigaction(signal, nullptr, &now);
    return now.sa_handler == SIG_DFL;
}

std::error_code code_of(int signal) { return {signal, ctx::signal_category()}; }

// Returns once the thread that watches for signals has handled all signals
// raised before. That thread handles one signal after the other, so a signal
// raised here is handled last.
void await_watch() {
    const auto [c, stop] = notify_context(background(), {SIGUSR2});
    std::raise(SIGUSR2);
    c.done().wait();
    stop();
}

// While a counted object lives, its signal increments `count`.
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

TEST_CASE("a signal cancels a context with a cause that names the signal") {
    const auto [c, stop] = notify_context(background(), {SIGUSR1, SIGUSR2});
    CHECK_FALSE(c.err());

    std::raise(SIGUSR2);
    c.done().wait();

    CHECK(c.err() == errc::canceled);
    CHECK(cause(c).code() == code_of(SIGUSR2));
    CHECK(cause(c).message() == "user defined signal 2 signal received");
    stop();
}

TEST_CASE("a signal's error code compares equal to operation_canceled") {
    CHECK(code_of(SIGINT) == std::errc::operation_canceled);
    CHECK(code_of(SIGINT) != code_of(SIGTERM));
    CHECK(code_of(SIGINT).message() == "interrupt signal received");
    CHECK(std::string(code_of(SIGINT).category().name()) == "signal");
}

TEST_CASE("a signal cancels the children of its context as well") {
    const auto [c, stop] = notify_context(background(), {SIGUSR1});
    const auto [child, cancel] = with_timeout(c, 1h);

    std::raise(SIGUSR1);
    child.done().wait();

    CHECK(child.err() == errc::canceled);
    CHECK(cause(child).code() == code_of(SIGUSR1));
    stop();
}

TEST_CASE(
    "a signal that a context does not ask for does not cancel the context") {
    const counted other(SIGUSR2);
    const auto [c, stop] = notify_context(background(), {SIGUSR1});
    std::raise(SIGUSR2);
    CHECK(counted::count == 1);

    std::raise(SIGUSR1);
    c.done().wait();

    CHECK(cause(c).code() == code_of(SIGUSR1));
    stop();
}

TEST_CASE(
    "stop cancels the context and restores the signal's earlier handler") {
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

TEST_CASE("the last signal that there is cancels a context too") {
    const auto [c, stop] = notify_context(background(), {SIGRTMAX});
    std::raise(SIGRTMAX);
    c.done().wait();
    CHECK(cause(c) == code_of(SIGRTMAX));
    stop();
}

TEST_CASE("stop restores the default action of a signal") {
    const auto [c, stop] = notify_context(background(), {SIGUSR1});
    CHECK_FALSE(is_default(SIGUSR1));
    stop();
    CHECK(is_default(SIGUSR1));
}

TEST_CASE("a signal stays caught after its context is canceled, until stop") {
    SUBCASE("canceled by the signal") {
        const auto [c, stop] = notify_context(background(), {SIGUSR1});
        std::raise(SIGUSR1);
        c.done().wait();
        std::raise(SIGUSR1);  // ends the test program if not caught
        CHECK_FALSE(is_default(SIGUSR1));
        stop();
        CHECK(is_default(SIGUSR1));
        CHECK(cause(c).code() == code_of(SIGUSR1));
    }
    SUBCASE("canceled with its parent") {
        const auto [parent, cancel] = with_cancel(background());
        const auto [c, stop] = notify_context(parent, {SIGUSR1});
        cancel();
        std::raise(SIGUSR1);
        CHECK(cause(c) == errc::canceled);
        CHECK_FALSE(is_default(SIGUSR1));
        stop();
        CHECK(is_default(SIGUSR1));
    }
    SUBCASE("born canceled") {
        const auto [parent, cancel] = with_cancel_cause(background());
        cancel(std::runtime_error("enough"));
        const auto [c, stop] = notify_context(parent, {SIGUSR1});
        CHECK(cause(c) == cause(parent));
        CHECK_FALSE(is_default(SIGUSR1));
        stop();
        CHECK(is_default(SIGUSR1));
    }
}

TEST_CASE("dropping the last handle on a context releases its signals") {
    {
        const auto c = notify_context(background(), {SIGUSR1}).child;
        const auto copy = c;
        CHECK_FALSE(is_default(SIGUSR1));
    }
    CHECK(is_default(SIGUSR1));
}

TEST_CASE("each of several contexts is canceled by its own signals") {
    const auto [a, stop_a] = notify_context(background(), {SIGUSR1, SIGUSR2});
    const auto [b, stop_b] = notify_context(background(), {SIGUSR1});
    const auto [c, stop_c] = notify_context(background(), {SIGUSR2});

    std::raise(SIGUSR1);
    a.done().wait();
    b.done().wait();
    CHECK_FALSE(c.err());

    // A stopped context does not take its signals away from the others.
    stop_a();
    stop_b();
    CHECK(is_default(SIGUSR1));
    std::raise(SIGUSR2);
    c.done().wait();
    CHECK(cause(c).code() == code_of(SIGUSR2));
    stop_c();
}

TEST_CASE("a context made after a signal is canceled by the next one") {
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

// Keeps the thread that watches for signals busy until release().
class busy_watch {
public:
    busy_watch() {
        after_func(
            own_.child,
            [this] {
                busy_.count_down();
                released_.wait();
            },
            ctx::inline_executor());
        std::raise(SIGRTMIN);
        busy_.wait();
    }

    void release() {
        released_.count_down();
        await_watch();
        own_.stop();
    }

private:
    std::latch busy_{1}, released_{1};
    const ctx::signal_context own_ = notify_context(background(), {SIGRTMIN});
};

TEST_CASE(
    "a signal still being handled does not cancel a context made after it") {
    busy_watch watch;
    const auto [old, stop_old] = notify_context(background(), {SIGUSR1});
    std::raise(SIGUSR1);
    const auto [c, stop] = notify_context(background(), {SIGUSR1});
    watch.release();

    CHECK(cause(old) == code_of(SIGUSR1));
    CHECK_FALSE(c.err());
    stop();
    stop_old();
}

TEST_CASE("the first of two signals is the cause though the watch is busy") {
    busy_watch watch;
    const auto [c, stop] = notify_context(background(), {SIGINT, SIGUSR1});
    for (const int signal : {SIGUSR1, SIGINT}) {
        std::raise(signal);
        notify_context(background(), {SIGUSR1}).stop();  // notes what came
    }
    watch.release();

    CHECK(cause(c) == code_of(SIGUSR1));
    stop();
}

TEST_CASE(
    "a registered function alone keeps a context alive until its signal") {
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

TEST_CASE(
    "a canceled parent releases the signals of a context kept by a function") {
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

TEST_CASE("stop may be called from a function that a signal starts") {
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

TEST_CASE("stop leaves a handler in place that other code has installed") {
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

// The handler that `chained` has found, which it calls.
struct sigaction found {};
volatile std::sig_atomic_t chained_calls = 0;

void chained(int signal, siginfo_t* info, void* where) {
    chained_calls = chained_calls + 1;
    found.sa_sigaction(signal, info, where);
}

// Installs `chained` over the handler that there is.
void chain(int signal) {
    struct sigaction over {};
    over.sa_sigaction = chained;
    over.sa_flags = SA_SIGINFO;
    chained_calls = 0;
    sigaction(signal, &over, &found);
}

TEST_CASE(
    "a handler that is put back after stop lets the signal act as before") {
    const counted before(SIGUSR1);
    const auto [c, stop] = notify_context(background(), {SIGUSR1});
    {
        chain(SIGUSR1);
        stop();
        sigaction(SIGUSR1, &found, nullptr);
    }

    std::raise(SIGUSR1);
    CHECK(counted::count == 1);
    std::raise(SIGUSR1);
    CHECK(counted::count == 2);
}

TEST_CASE("a handler that is put back by std::signal does so as well") {
    const counted before(SIGUSR1);
    const auto [c, stop] = notify_context(background(), {SIGUSR1});
    auto* const replaced = std::signal(SIGUSR1, SIG_IGN);
    stop();
    std::signal(SIGUSR1, replaced);

    std::raise(SIGUSR1);

    CHECK(counted::count == 1);
}

TEST_CASE("a handler that is called after stop lets the signal act as before") {
    const counted before(SIGUSR1);
    const auto [c, stop] = notify_context(background(), {SIGUSR1});
    chain(SIGUSR1);
    std::raise(SIGUSR1);
    c.done().wait();
    CHECK(chained_calls == 1);
    CHECK(counted::count == 0);

    stop();
    std::raise(SIGUSR1);

    CHECK(chained_calls == 2);
    CHECK(counted::count == 1);
}

TEST_CASE("a handler that calls the watch's is not called by it in turn") {
    const counted before(SIGUSR1);
    notify_context(background(), {SIGUSR1}).stop();
    const auto first = notify_context(background(), {SIGUSR1});
    chain(SIGUSR1);
    first.stop();
    const auto second = notify_context(background(), {SIGUSR1});
    second.stop();  // puts `chained` back

    std::raise(SIGUSR1);

    CHECK(chained_calls == 1);
    CHECK(counted::count == 1);
}

TEST_CASE("a context may ask for a signal whose handler was put back") {
    const counted before(SIGUSR1);
    const auto [a, stop_a] = notify_context(background(), {SIGUSR1});
    chain(SIGUSR1);
    stop_a();
    sigaction(SIGUSR1, &found, nullptr);

    const auto [b, stop_b] = notify_context(background(), {SIGUSR1});
    std::raise(SIGUSR1);
    b.done().wait();
    stop_b();
    std::raise(SIGUSR1);

    CHECK(counted::count == 1);
}

TEST_CASE("a signal that was ignored is ignored after stop") {
    std::signal(SIGUSR1, SIG_IGN);
    const auto [c, stop] = notify_context(background(), {SIGUSR1});
    chain(SIGUSR1);
    stop();
    std::raise(SIGUSR1);
    sigaction(SIGUSR1, &found, nullptr);
    std::raise(SIGUSR1);
    std::signal(SIGUSR1, SIG_DFL);
    CHECK(chained_calls == 1);
}

TEST_CASE(
    "notify_context throws for a signal that cannot be caught and names it") {
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

TEST_CASE("a context with signals prints as in Go") {
    const auto [c, stop] = notify_context(with_cancel(background()).child,
                                          {SIGINT, SIGTERM, SIGINT});
    CHECK(to_string(c) ==
          "signal.NotifyContext(context.Background.WithCancel, [interrupt "
          "terminated])");
    CHECK(to_string(with_cancel(c).child) == to_string(c) + ".WithCancel");
}

// Returns the state of a thread of this process as /proc shows it: S if it
// sleeps.
char state_of(pid_t thread) {
    std::ifstream stat("/proc/self/task/" + std::to_string(thread) + "/stat");
    const std::string line(std::istreambuf_iterator<char>(stat), {});
    const auto name_end = line.rfind(')');
    return name_end == std::string::npos ? ' ' : line.at(name_end + 2);
}

// The thread sanitizer delivers the signal when the read has failed.
TEST_CASE("a read that a signal interrupts goes on" *
          doctest::skip(ctx_test::thread_sanitized)) {
    const auto [c, stop] = notify_context(background(), {SIGUSR1});
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    std::atomic<pid_t> id = 0;
    ssize_t got = 0;
    std::jthread reader([&] {
        id = ::gettid();
        char any = 0;
        got = ::read(ends[0], &any, 1);
    });
    ctx_test::await("the thread does not read",
                    [&] { return id != 0 && state_of(id) == 'S'; });

    ::pthread_kill(reader.native_handle(), SIGUSR1);
    c.done().wait();
    REQUIRE(::write(ends[1], "x", 1) == 1);
    reader.join();

    CHECK(got == 1);
    ::close(ends[0]);
    ::close(ends[1]);
    stop();
}

TEST_CASE("signals neither block nor change errno while the watch is busy") {
    const auto [c, stop] = notify_context(background(), {SIGUSR1});
    std::latch busy(1), go_on(1);
    after_func(
        c,
        [&] {
            busy.count_down();
            go_on.wait();
        },
        ctx::inline_executor());
    std::raise(SIGUSR1);
    busy.wait();

    errno = ENOTTY;
    // More than a pipe holds bytes.
    for (int i = 0; i < 70'000; ++i) std::raise(SIGUSR1);

    CHECK(errno == ENOTTY);
    go_on.count_down();
    await_watch();
    stop();
}

TEST_CASE("signal_name returns Go's names") {
    struct row {
        int signal;
        const char* name;
    };
    // The names that Go 1.26 prints for syscall.Signal(n).
    const row rows[] = {
        {1, "hangup"},
        {2, "interrupt"},
        {3, "quit"},
        {4, "illegal instruction"},
        {5, "trace/breakpoint trap"},
        {6, "aborted"},
        {7, "bus error"},
        {8, "floating point exception"},
        {9, "killed"},
        {10, "user defined signal 1"},
        {11, "segmentation fault"},
        {12, "user defined signal 2"},
        {13, "broken pipe"},
        {14, "alarm clock"},
        {15, "terminated"},
        {16, "stack fault"},
        {17, "child exited"},
        {18, "continued"},
        {19, "stopped (signal)"},
        {20, "stopped"},
        {21, "stopped (tty input)"},
        {22, "stopped (tty output)"},
        {23, "urgent I/O condition"},
        {24, "CPU time limit exceeded"},
        {25, "file size limit exceeded"},
        {26, "virtual timer expired"},
        {27, "profiling timer expired"},
        {28, "window changed"},
        {29, "I/O possible"},
        {30, "power failure"},
        {31, "bad system call"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.signal);
        CHECK(ctx::signal_name(row.signal) == row.name);
    }
}

TEST_CASE("signal_name returns the number of a signal that Go does not name") {
    CHECK(ctx::signal_name(0) == "signal 0");
    CHECK(ctx::signal_name(-1) == "signal -1");
    for (int n = 32; n <= 65; ++n) {
        CHECK(ctx::signal_name(n) == "signal " + std::to_string(n));
    }
}

TEST_CASE("a default constructed stop function does nothing") {
    const ctx::stop_signals_func stop;
    stop();
}

TEST_CASE("a context with signals has the values and deadline of its parent") {
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

TEST_CASE("a signal may arrive while its context is stopped or dropped") {
    // Whichever comes first, no signal reaches the default action, which would
    // end the program, and SIGUSR1 is not caught afterwards.
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
