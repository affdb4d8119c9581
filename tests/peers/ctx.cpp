// The five programs on this library, in ctx::explore: `peers_ctx PROGRAM`
// prints the program's row of the table.
// SPDX-License-Identifier: MIT
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctx/ctx.hpp>
#include <ctx/explore.hpp>
#include <exception>
#include <functional>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace {

using namespace std::chrono_literals;

void lock_order() {
    ctx::mutex a;
    ctx::mutex b;
    ctx::wait_group wg;
    const auto both = [](ctx::mutex& first, ctx::mutex& second) {
        const std::scoped_lock lock_first(first);
        const std::scoped_lock lock_second(second);
    };
    wg.go([&] { both(a, b); });
    wg.go([&] { both(b, a); });
    wg.wait();
}

class account {
public:
    bool has(int amount) {
        const std::scoped_lock lock(mutex_);
        return balance_ >= amount;
    }

    void withdraw(int amount) {
        if (!has(amount)) return;
        // The lock is released here, so another goroutine can withdraw in
        // between.
        const std::scoped_lock lock(mutex_);
        balance_ -= amount;
    }

private:
    ctx::mutex mutex_;
    int balance_ = 100;
};

void check_then_act() {
    account a;
    ctx::wait_group wg;
    for (int i = 0; i < 2; ++i) wg.go([&] { a.withdraw(60); });
    wg.wait();
    if (!a.has(0)) throw std::logic_error("the balance is negative");
}

template <class F>
ctx::channel<int> stage(const ctx::channel<int>& from, F f) {
    const ctx::channel<int> to(1);
    ctx::go([from, to, f] {
        for (const int i : from) to.send(f(i));
        to.close();
    });
    return to;
}

void pipeline() {
    const ctx::channel<int> produced(1);
    ctx::go([produced] {
        for (int i = 1; i <= 3; ++i) produced.send(i);
        produced.close();
    });
    const auto doubled = stage(produced, [](int i) { return i * 2; });
    std::vector<int> got;
    for (const int i : stage(doubled, [](int i) { return i + 1; })) {
        got.push_back(i);
    }
    if (got != std::vector{3, 5, 7}) {
        throw std::logic_error("the consumer got other values");
    }
}

void cancel_race() {
    auto [c, cancel] = ctx::with_cancel(ctx::background());
    const ctx::channel<int> result;
    ctx::go([c = c, result] {
        if (!c.err()) result.send(42);
    });
    ctx::go([cancel = cancel] { cancel(); });
    std::ignore = ctx::select(ctx::recv(result), ctx::recv(c.done()));
}

void worker(const ctx::context& c, std::size_t number) {
    static constexpr std::array names{"worker", "worker2", "worker3"};
    if (number + 1 < names.size()) {
        ctx::go([=] { worker(c, number + 1); });
    }
    for (;;) {
        ctx::note_print(names[number]);
        ctx::sleep_for(1s);
        if (ctx::select(ctx::recv(c.done()), ctx::default_case) == 0) return;
    }
}

void nested() {
    auto [c, cancel] = ctx::with_cancel(ctx::background());
    ctx::wait_group wg;
    wg.go([c = c] { worker(c, 0); });
    ctx::sleep_for(1s);
    cancel();
    wg.wait();
    ctx::note_print("over");
}

struct program {
    std::string_view name;
    void (*main)();

    /// True if main does not wait for all goroutines, so that a goroutine left
    /// behind is no fault.
    bool leaves_goroutines = false;
};
constexpr program programs[] = {
    {"lock_order", lock_order}, {"check_then_act", check_then_act},
    {"pipeline", pipeline},     {"cancel_race", cancel_race},
    {"nested", nested, true},
};

/// Returns what a run of `p` shows to be wrong, or an empty text.
std::string fault(const program& p, const ctx::explored& run) {
    if (!run.failure) {
        const bool leaks = !run.report.leaks.empty() && !p.leaves_goroutines;
        return leaks ? "goroutine left behind" : "";
    }
    try {
        std::rethrow_exception(run.failure);
    } catch (const ctx::deadlock&) {
        return "deadlock";
    } catch (const std::logic_error&) {
        return "assertion";
    }
}

/// Is thrown at the first fault, to end the exploration.
struct first_fault {
    std::string what;
};

/// What an exploration came to.
struct outcome {
    std::uint64_t executions = 0;
    std::string result;
};

outcome explore(const program& p) {
    outcome out;
    std::string printed;
    std::set<std::string> outputs;
    ctx::explore_options options;
    options.observer = [&](const ctx::event& e) {
        if (e.what == ctx::step::print) printed += e.text + '\n';
    };
    const auto visit = [&](const ctx::explored& run) {
        ++out.executions;
        outputs.insert(printed);
        if (auto what = fault(p, run); !what.empty()) throw first_fault{what};
    };
    try {
        const auto main = [&] {
            printed.clear();
            p.main();
        };
        const bool complete = ctx::explore(main, visit, options).complete;
        const bool prints = outputs.size() > 1;
        out.result = (prints ? std::to_string(outputs.size()) + " outputs"
                             : "nothing found") +
                     (complete ? ", complete" : ", cut");
    } catch (const first_fault& f) {
        out.result = "found: " + f.what;
    }
    return out;
}

int print_row(const program& p) {
    const auto start = std::chrono::steady_clock::now();
    const auto out = explore(p);
    const std::chrono::duration<double> took =
        std::chrono::steady_clock::now() - start;
    std::printf("| %s | ctx::explore | %llu | %.4f | %s |\n", p.name.data(),
                static_cast<unsigned long long>(out.executions), took.count(),
                out.result.c_str());
    return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
    for (const auto& p : programs) {
        if (argc == 2 && p.name == argv[1]) return print_row(p);
    }
    std::fputs("usage: peers_ctx PROGRAM\n", stderr);
    return EXIT_FAILURE;
}
