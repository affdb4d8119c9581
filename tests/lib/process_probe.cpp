// The program that process_test.cpp runs. It takes one path to the end of a
// process, or through a fork, or looks at its threads. It ends with exit code 0
// if all is right.
//
//     process_probe <what>
// SPDX-License-Identifier: MIT
#include <pthread.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctx/after_func.hpp>
#include <ctx/bubble.hpp>
#include <ctx/channel.hpp>
#include <ctx/context.hpp>
#include <ctx/defer.hpp>
#include <ctx/explore.hpp>
#include <ctx/goroutine.hpp>
#include <ctx/select.hpp>
#include <ctx/signal.hpp>
#include <ctx/timer.hpp>
#include <ctx/wait_group.hpp>
#include <functional>
#include <latch>
#include <map>
#include <optional>
#include <string>
#include <thread>

// What only another thread's stack refers to at a fork leaks in the child,
// which does not have that thread. And pthread_exit() leaks a little of the C
// library.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }

namespace {

using namespace std::chrono_literals;
using ctx::background;

// The exit code of a probe that ends the process itself.
constexpr int ended = 7;

[[noreturn]] void end() { std::exit(ended); }

void wait_for_ever() { std::latch(1).wait(); }

void wait_for_timeout() {
    const auto [c, cancel] = with_timeout(background(), 1ms);
    c.done().wait();
}

int failures = 0;

void expect(bool holds, const char* what) {
    if (holds) return;
    ++failures;
    std::fprintf(stderr, "not so: %s\n", what);
}

// -- static objects -----------------------------------------------------------

// Made before the library's own objects, so destroyed after them.
struct last_object {
    std::function<void()> at_end;
    ~last_object() {
        if (!at_end) return;
        at_end();
        std::_Exit(ended);
    }
} last;

void static_waits_for_new_timeout() {
    last.at_end = [] { wait_for_timeout(); };
    wait_for_timeout();
}

void static_waits_for_old_timeout() {
    auto c = with_timeout(background(), 20ms).child;
    last.at_end = [c] { c.done().wait(); };
}

void static_waits_for_timer() {
    last.at_end = [] { (void)ctx::after(1ms).receive(); };
    (void)ctx::after(1ms).receive();
}

void static_runs_goroutines() {
    last.at_end = [] {
        (void)ctx::run([] {
            ctx::wait_group all;
            for (int i = 0; i < 3; ++i) all.go([] { ctx::sleep_for(1ms); });
            all.wait();
        });
    };
    (void)ctx::run([] { ctx::go([] {}); });
}

// -- exit() -------------------------------------------------------------------

void exit_in_timer() {
    after_func(with_timeout(background(), 1ms).child, end,
               ctx::inline_executor());
    wait_for_ever();
}

void exit_in_signal() {
    const auto [c, stop] = ctx::notify_context(background(), {SIGUSR1});
    after_func(c, end, ctx::inline_executor());
    std::raise(SIGUSR1);
    wait_for_ever();
}

void exit_in_cancel() {
    const auto [c, cancel] = with_cancel(background());
    after_func(c, end, ctx::inline_executor());
    cancel();
}

void exit_in_function() {
    after_func(with_timeout(background(), 1ms).child, end);
    wait_for_ever();
}

void exit_in_goroutine() {
    ctx::go([] { ctx::sleep_for(1000h); });
    ctx::go(end);
    wait_for_ever();
}

void exit_in_run() {
    (void)ctx::run([] {
        ctx::go([] { ctx::sleep_for(1000h); });
        ctx::go(end);
        wait_for_ever();
    });
}

void exit_in_bubble() {
    (void)ctx::bubble([] {
        ctx::go([] { ctx::sleep_for(1000h); });
        ctx::go(end);
        ctx::sleep_for(1h);
    });
}

// -- pthread_exit() -----------------------------------------------------------

// Returns once a goroutine in this scope has been ended by pthread_exit().
void end_a_goroutine() {
    const ctx::channel<int> unwound(1);
    ctx::wait_group all;
    all.go([unwound] {
        const ctx::defer note([unwound] { unwound.send(7); });
        ::pthread_exit(nullptr);
    });
    all.wait();
    expect(unwound.receive() == 7, "the goroutine is unwound");
    bool ran = false;
    all.go([&] { ran = true; });
    all.wait();
    expect(ran, "another goroutine runs");
}

void end_in_after_func() {
    const auto [c, cancel] = with_cancel(background());
    std::atomic<int> ran = 0;
    const auto first = after_func(c, [&] {
        ++ran;
        ::pthread_exit(nullptr);
    });
    const auto second = after_func(c, [&] { ++ran; });
    cancel();
    first.wait();
    second.wait();
    expect(ran == 2, "both functions run");
}

// Calls `scope` on a thread, with a main that ends that thread while another
// goroutine of the scope sleeps.
void end_main(const std::function<void(const std::function<void()>&)>& scope) {
    std::atomic<int> unwound = 0;
    bool returned = false;
    std::thread([&] {
        scope([&] {
            const ctx::channel<int> begun;
            const ctx::defer note([&] { ++unwound; });
            ctx::go([&, begun] {
                const ctx::defer note_too([&] { ++unwound; });
                begun.close();
                ctx::sleep_for(1000h);
            });
            (void)begun.receive();
            ::pthread_exit(nullptr);
        });
        returned = true;
    }).join();
    expect(unwound == 2, "both goroutines are unwound");
    expect(!returned, "the thread of main ends");
}

void end_main_of_process() {
    (void)ctx::bubble([] {
        const ctx::defer exit_elsewhere([] {
            std::thread([main = ::pthread_self()] {
                ::pthread_join(main, nullptr);
                end();
            }).detach();
        });
        ::pthread_exit(nullptr);
    });
}

// -- fork() -------------------------------------------------------------------

// Calls `f` in a child, and expects that it ends as a process does.
void in_child(const std::function<void()>& f) {
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::alarm(60);
        f();
        std::exit(failures == 0 ? ended : 1);
    }
    int status = 0;
    expect(::waitpid(pid, &status, 0) == pid, "the child ends");
    expect(WIFEXITED(status) && WEXITSTATUS(status) == ended,
           "the child is content");
}

void fork_with_timers() {
    const auto old = with_timeout(background(), 20ms).child;
    in_child([&] {
        old.done().wait();
        wait_for_timeout();
        (void)ctx::after(1ms).receive();
    });
    old.done().wait();
}

void fork_without_timers() {
    wait_for_timeout();
    in_child([] { wait_for_timeout(); });
}

void fork_in_timer() {
    std::latch done(1);
    after_func(
        with_timeout(background(), 1ms).child,
        [&] {
            if (const pid_t pid = ::fork(); pid != 0) {
                int status = 0;
                expect(::waitpid(pid, &status, 0) == pid, "the child ends");
                expect(WIFEXITED(status) && WEXITSTATUS(status) == ended,
                       "the child is content");
                done.count_down();
                return;
            }
            ::alarm(60);
            after_func(with_timeout(background(), 1ms).child, end,
                       ctx::inline_executor());
        },
        ctx::inline_executor());
    done.wait();
}

void fork_with_signals() {
    const auto old = ctx::notify_context(background(), {SIGTERM});
    in_child([&] {
        std::raise(SIGTERM);
        old.child.done().wait();
        const auto made = ctx::notify_context(background(), {SIGTERM});
        std::raise(SIGTERM);
        made.child.done().wait();
        old.stop();
        made.stop();
        struct sigaction now {};
        sigaction(SIGTERM, nullptr, &now);
        expect(now.sa_handler == SIG_DFL, "SIGTERM is given back");
    });
    expect(!old.child.err(), "the parent is not told of the child's signal");
    std::raise(SIGTERM);
    old.child.done().wait();
}

void fork_with_goroutines() {
    const ctx::channel<int> begun;
    ctx::go([begun] {
        begun.close();
        ctx::sleep_for(1000h);
    });
    (void)begun.receive();
    in_child([] {
        ctx::wait_group all;
        for (int i = 0; i < 3; ++i) all.go([] { ctx::sleep_for(1ms); });
        all.wait();
        const auto [c, cancel] = with_cancel(background());
        const auto stop = after_func(c, [] {});
        cancel();
        stop.wait();
    });
}

void fork_in_goroutine() {
    ctx::wait_group all;
    all.go([] {
        in_child([] {
            ctx::wait_group more;
            for (int i = 0; i < 3; ++i) more.go([] { ctx::sleep_for(1ms); });
            more.wait();
        });
    });
    all.wait();
}

void fork_in_run() {
    pid_t pid = -1;
    const pid_t parent = ::getpid();
    (void)ctx::run([&] {
        ctx::go([] { ctx::sleep_for(1000h); });
        pid = ::fork();
        if (pid == 0) ::alarm(60);
    });
    if (::getpid() != parent) std::exit(failures == 0 ? ended : 1);
    int status = 0;
    expect(::waitpid(pid, &status, 0) == pid, "the child ends");
    expect(WIFEXITED(status) && WEXITSTATUS(status) == ended,
           "the child is content");
}

// -- the state of threads -----------------------------------------------------

int processors_of_this_thread() {
    cpu_set_t set;
    sched_getaffinity(0, sizeof set, &set);
    return CPU_COUNT(&set);
}

// Returns whether this thread blocks `signal`.
bool blocks(int signal) {
    sigset_t blocked;
    pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
    return sigismember(&blocked, signal) == 1;
}

void block_all_signals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

void stay_on_one_processor() {
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(static_cast<std::size_t>(sched_getcpu()), &only);
    sched_setaffinity(0, sizeof only, &only);
}

// What a thread that calls this has, where the process has `processors` and
// blocks no signal.
void expect_state_of_process(int processors, const char* what) {
    expect(processors_of_this_thread() == processors, what);
    expect(!blocks(SIGTERM), what);
}

// Calls `start` on a thread that blocks all signals and is kept on one
// processor.
void in_special_state(const std::function<void()>& start) {
    std::thread([&] {
        block_all_signals();
        stay_on_one_processor();
        start();
    }).join();
}

void state_of_timers() {
    const int processors = processors_of_this_thread();
    in_special_state([&] {
        std::latch fired(1);
        after_func(
            with_timeout(background(), 1ms).child,
            [&] {
                expect_state_of_process(processors, "of the timer thread");
                fired.count_down();
            },
            ctx::inline_executor());
        fired.wait();
    });
}

void state_of_goroutines() {
    const int processors = processors_of_this_thread();
    in_special_state([&] {
        ctx::wait_group all;
        all.go([&] { expect_state_of_process(processors, "of a goroutine"); });
        all.wait();
    });
}

void state_of_goroutines_in_turn() {
    const int processors = processors_of_this_thread();
    for (int i = 0; i < 3; ++i) {
        ctx::wait_group all;
        all.go([&] {
            expect_state_of_process(processors, "of the next goroutine");
            block_all_signals();
            stay_on_one_processor();
        });
        all.wait();
    }
}

// The thread that watches for signals blocks all of them, but the threads that
// it starts do not.
void state_of_functions_that_a_signal_starts() {
    const int processors = processors_of_this_thread();
    std::latch both(2), ran(2);
    const auto [c, stop] = ctx::notify_context(background(), {SIGUSR1});
    for (int i = 0; i < 2; ++i) {
        after_func(c, [&] {
            both.arrive_and_wait();
            expect_state_of_process(processors, "of a function");
            ran.count_down();
        });
    }
    after_func(
        c, [&] { expect(blocks(SIGTERM), "the watch blocks signals"); },
        ctx::inline_executor());
    std::raise(SIGUSR1);
    ran.wait();
    stop();
}

// A program that takes a signal with sigwait() blocks it in all its threads.
void state_with_a_blocked_signal() {
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &only, nullptr);
    std::thread([] {
        ctx::wait_group all;
        all.go([] { expect(blocks(SIGTERM), "as the main thread"); });
        all.wait();
    }).join();
    wait_for_timeout();
    ::kill(::getpid(), SIGTERM);
    int got = 0;
    sigwait(&only, &got);
    expect(got == SIGTERM, "the signal comes to sigwait()");
}

// -- stacks -------------------------------------------------------------------

// Too deep for any stack. The array keeps the compiler from making it a loop.
int depth_of(int n) {
    volatile char room[512];
    room[n % 512] = 1;
    return room[0] + (n == 0 ? 0 : depth_of(n - 1) + room[n % 512]);
}

void overflow() {
    (void)ctx::bubble([] {
        ctx::go("deep", [] { std::printf("%d", depth_of(1'000'000)); });
    });
}

// The first bubble has as many stacks as there can be guards.
void overflow_after_many() {
    (void)ctx::bubble([] {
        const ctx::channel<int> never;
        for (int i = 0; i < 17'000; ++i) {
            ctx::go([never] { (void)never.receive(); });
        }
    });
    ctx::bubble_options other;
    other.stack_size = 2 * other.stack_size;
    (void)ctx::bubble(
        [] { ctx::go("deep", [] { std::printf("%d", depth_of(1'000'000)); }); },
        other);
}

void overflow_with_handler() {
    struct sigaction own {};
    own.sa_flags = SA_ONSTACK;
    own.sa_handler = [](int) { ::_exit(ended); };
    sigaction(SIGSEGV, &own, nullptr);
    overflow();
}

void handler_is_put_back() {
    struct sigaction own {
    }, now{};
    own.sa_handler = [](int) { ::_exit(1); };
    sigaction(SIGSEGV, &own, nullptr);
    (void)ctx::bubble(
        [&] { ctx::go([&] { sigaction(SIGSEGV, nullptr, &now); }); });
    expect(now.sa_handler != own.sa_handler, "a bubble watches for overflows");
    sigaction(SIGSEGV, nullptr, &now);
    expect(now.sa_handler == own.sa_handler, "the handler is put back");
}

// -- signals ------------------------------------------------------------------

struct sigaction found {};

// Replaces the handler of SIGTERM while a context asks for the signal.
void replace_while_watched(void (*handler)(int)) {
    const auto [c, stop] = ctx::notify_context(background(), {SIGTERM});
    struct sigaction other {};
    other.sa_handler = handler;
    sigaction(SIGTERM, &other, &found);
    stop();
}

void die_by_handler_put_back() {
    replace_while_watched(SIG_IGN);
    sigaction(SIGTERM, &found, nullptr);
    std::raise(SIGTERM);
}

void die_by_handler_called() {
    replace_while_watched(
        [](int signal) { found.sa_sigaction(signal, nullptr, nullptr); });
    std::raise(SIGTERM);
}

const std::map<std::string, std::function<void()>> all{
    {"die by a handler put back", die_by_handler_put_back},
    {"die by a handler called", die_by_handler_called},
    {"state of timers", state_of_timers},
    {"state of goroutines", state_of_goroutines},
    {"state of goroutines in turn", state_of_goroutines_in_turn},
    {"state of functions", state_of_functions_that_a_signal_starts},
    {"state with a blocked signal", state_with_a_blocked_signal},
    {"static waits for a new timeout", static_waits_for_new_timeout},
    {"static waits for an old timeout", static_waits_for_old_timeout},
    {"static waits for a timer", static_waits_for_timer},
    {"static runs goroutines", static_runs_goroutines},
    {"exit in a timer", exit_in_timer},
    {"exit in a signal", exit_in_signal},
    {"exit in cancel", exit_in_cancel},
    {"exit in a function", exit_in_function},
    {"exit in a goroutine", exit_in_goroutine},
    {"exit in a run", exit_in_run},
    {"exit in a bubble", exit_in_bubble},
    {"pthread_exit", end_a_goroutine},
    {"pthread_exit in a run", [] { (void)ctx::run(end_a_goroutine); }},
    {"pthread_exit in a bubble", [] { (void)ctx::bubble(end_a_goroutine); }},
    {"pthread_exit in a function", end_in_after_func},
    {"pthread_exit in main of a run",
     [] { end_main([](const auto& main) { (void)ctx::run(main); }); }},
    {"pthread_exit in main of a bubble",
     [] { end_main([](const auto& main) { (void)ctx::bubble(main); }); }},
    {"pthread_exit in main of an exploration",
     [] {
         end_main([](const auto& main) {
             ctx::explore(main, [](const ctx::explored&) {});
         });
     }},
    {"pthread_exit on the main thread", end_main_of_process},
    {"overflow", overflow},
    {"overflow after many", overflow_after_many},
    {"overflow with a handler", overflow_with_handler},
    {"handler put back", handler_is_put_back},
    {"fork with timers", fork_with_timers},
    {"fork without timers", fork_without_timers},
    {"fork in a timer", fork_in_timer},
    {"fork with signals", fork_with_signals},
    {"fork with goroutines", fork_with_goroutines},
    {"fork in a goroutine", fork_in_goroutine},
    {"fork in a run", fork_in_run},
};

}  // namespace

int main(int argc, char** argv) {
    const auto found = all.find(argc > 1 ? argv[1] : "");
    if (found == all.end()) return 2;
    found->second();
    return failures == 0 ? 0 : 1;
}
