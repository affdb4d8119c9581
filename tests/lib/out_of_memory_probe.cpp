// Runs a program again and again, and lets its first allocation fail, then its
// second, and so on until the program needs no more. Each time the program must
// end by itself: well, or with an exception that the headers promise.
//
// Each run is a child process, which starts without any state of the library.
// The parent does not use the library.
// SPDX-License-Identifier: MIT
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctx/ctx.hpp>
#include <exception>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>

#include "tests/support/allocations.hpp"

namespace {

using namespace std::chrono_literals;
using namespace ctx;

enum class key { only };

void use_contexts() {
    (void)clock::now();
    const auto [top, cancel_top] = with_cancel_cause(background());
    const auto timed = with_timeout(top, 1h).child;
    const auto valued = with_value(timed, key::only, 7);
    const auto merged = merge(valued, with_cancel(top).child).child;
    int ran = 0;
    const auto stop = after_func(
        merged, [&] { ++ran; }, inline_executor());
    (void)merged.value<int>(key::only);
    (void)to_string(merged);
    cancel_top(std::runtime_error("a reason that is too long for its string"));
    if (!merged.err() || ran != 1) std::abort();
    (void)cause(merged).message();
}

void use_signals() {
    const auto [c, stop] = notify_context(background(), {SIGUSR1});
    std::raise(SIGUSR1);
    c.done().wait();
    (void)cause(c).message();
}

// Goroutines, channels and timers. None is left when this returns or throws.
void use_goroutines() {
    const channel<std::string> lines(3);
    const auto [c, cancel] = with_cancel(background());
    wait_group group;
    const defer end([&, &cancel = cancel] {
        cancel();
        group.wait();
    });
    for (int i = 0; i < 3; ++i) {
        group.go("worker", [=, c = c] {
            (void)select(recv(c.done()), send(lines, std::string("line")));
        });
    }
    const timer soon(1ms);
    const ticker ticks(1ms);
    int got = 0;
    for (std::optional<std::string> line; got < 3; ++got) {
        (void)select(recv(lines, line), recv(after(1h)));
    }
    (void)soon.c().receive();
    (void)ticks.c().receive();
    sleep_for(1us);
    note_print("a line that is too long for the buffer inside of its string");
}

// An error of a group or a singleflight may be std::bad_alloc itself.
void use_groups() {
    const auto fail = [](const context&) {
        throw std::runtime_error("a reason that is too long for its string");
    };
    group workers(background());
    workers.set_limit(2);
    for (int i = 0; i < 3; ++i) {
        workers.go("a name that is too long for its string", fail);
    }
    if (!workers.wait()) std::abort();
    semaphore units(1);
    if (units.acquire(background(), 1)) std::abort();
    group waiting;
    waiting.go([&] { (void)units.acquire(background(), 1); });
    units.release(1);
    singleflight<std::string, std::string> loads;
    const auto got = loads.run(background(), "key", [] { return "value"; });
    if (!got.value == !got.err) std::abort();
}

void observe(const event&) {}

void run_in_bubble() {
    bubble_options options;
    options.observer = observe;
    (void)bubble(use_goroutines, options);
}

void run_outside() {
    run_options options;
    options.observer = observe;
    options.every_step = true;
    (void)run(use_goroutines, options);
}

void leak_in_bubble() {
    const auto report = bubble([] {
        for (int i = 0; i < 3; ++i) {
            go("leaking", [] { (void)channel<int>().receive(); });
        }
        sleep_for(1s);
    });
    if (report.leaks.size() != 3) std::abort();
    (void)to_string(report.leaks.front());
}

void deadlock_in_bubble() try {
    (void)bubble([] {
        go([] { (void)channel<int>().receive(); });
        (void)channel<int>().receive();
    });
    std::abort();
} catch (const deadlock&) {
}

void fail_in_bubble() try {
    (void)bubble([] {
        go("failing", [] { throw std::runtime_error("a failure of a test"); });
        sleep_for(1s);
    });
    std::abort();
} catch (const goroutine_error&) {
}

void explore_schedules() {
    // As the lesson on nested contexts.
    const auto main = [] {
        const auto [outer, cancel] = with_timeout(background(), 1s);
        const auto inner = with_timeout(outer, 2s).child;
        wait_group group;
        const defer end([&, &cancel = cancel] {
            cancel();
            group.wait();
        });
        for (const auto& c : {outer, inner}) {
            group.go("waits", [c] {
                c.done().wait();
                note_print(to_string(error(c.err())));
            });
        }
        group.wait();
    };
    explore_options options;
    options.observer = observe;
    options.max = 3;
    (void)explore(
        main,
        [](const explored& run) {
            if (run.failure) std::rethrow_exception(run.failure);
        },
        options);
}

struct named {
    const char* name;
    void (*run)();
};

constexpr named programs[] = {
    {"contexts", use_contexts},     {"signals", use_signals},
    {"goroutines", use_goroutines}, {"groups", use_groups},
    {"bubble", run_in_bubble},      {"run", run_outside},
    {"leak", leak_in_bubble},       {"deadlock", deadlock_in_bubble},
    {"failure", fail_in_bubble},    {"explore", explore_schedules},
};

// True if `e` says that memory ran out: as itself, or in a goroutine.
bool is_shortage(const std::exception_ptr& e) {
    try {
        std::rethrow_exception(e);
    } catch (const std::bad_alloc&) {
        return true;
    } catch (const std::nested_exception& outer) {
        return outer.nested_ptr() && is_shortage(outer.nested_ptr());
    } catch (...) {
        return false;
    }
}

enum exit_code { passed, reported, other_exception };

// Runs `p` with its allocation number `n` failing, and ends the process.
[[noreturn]] void run_child(const named& p, long n) {
    alarm(20);
    exit_code code = passed;
    ctx_test::fail_allocation(n);
    try {
        p.run();
    } catch (...) {
        code =
            is_shortage(std::current_exception()) ? reported : other_exception;
    }
    const bool has_failed = ctx_test::stop_failing();
    if (code == passed && has_failed) code = reported;  // it got by without
    std::exit(code);
}

// Returns how many allocations failed, one in each run.
long run_all(const named& p, bool& well) {
    for (long n = 0;; ++n) {
        const pid_t child = fork();
        if (child == 0) run_child(p, n);
        int status = 0;
        waitpid(child, &status, 0);
        if (WIFEXITED(status) && WEXITSTATUS(status) == passed) return n;
        if (WIFEXITED(status) && WEXITSTATUS(status) == reported) continue;
        well = false;
        std::printf("%s, allocation %ld: %s\n", p.name, n,
                    WIFSIGNALED(status) ? strsignal(WTERMSIG(status))
                                        : "another exception");
        std::fflush(stdout);
        if (n > 10'000) return n;
    }
}

}  // namespace

int main(int argc, char** argv) {
    bool well = true;
    if (argc == 3) {
        for (const named& p : programs) {
            if (std::strcmp(argv[1], p.name) == 0) {
                run_child(p, std::atol(argv[2]));
            }
        }
        return 2;
    }
    for (const named& p : programs) {
        if (argc == 2 && std::strcmp(argv[1], p.name) != 0) continue;
        const long failed = run_all(p, well);
        std::printf("%s: %ld allocations\n", p.name, failed);
        std::fflush(stdout);
    }
    return well ? 0 : 1;
}
