// Go: BenchmarkCommonParentCancel. Each thread derives a child from one shared
// parent, looks up a value, and cancels the child.
// SPDX-License-Identifier: MIT
#include <condition_variable>
#include <ctx/context.hpp>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>

#include "tests/bench/rows/row.hpp"

namespace ctx_bench {
namespace {

// Go's key is a string. Here a string key needs a type of its own.
struct text_key {
    std::string_view text;
    friend bool operator==(const text_key&, const text_key&) = default;
};

// Go's loop divides a hundred times, `x /= x + 1`. Go's compiler drops the
// division, because x is not used, and keeps the counting. A C++ compiler would
// drop both.
void work() {
    for (int i = 0; i < 100; ++i) asm volatile("" : "+r"(i));
}

void common_parent(benchmark::State& state, const ctx::context& shared) {
    repeat(state, 1, [&] {
        auto [c, cancel] = with_cancel(shared);
        const auto* value = c.value<std::string>(text_key{"key"});
        if (!value || *value != "value") state.SkipWithError("no value");
        work();
        cancel();
        work();
    });
}

// A stop source that is stopped with its parent.
class linked_source {
public:
    explicit linked_source(const std::stop_source& parent)
        : on_parent_(parent.get_token(), stop{source_}) {}

    void request_stop() { source_.request_stop(); }

private:
    struct stop {
        std::stop_source& source;
        void operator()() const noexcept { source.request_stop(); }
    };
    std::stop_source source_;
    std::stop_callback<stop> on_parent_;
};

void common_stop_source(benchmark::State& state,
                        const std::stop_source& shared) {
    repeat(state, 1, [&] {
        linked_source child(shared);
        work();
        child.request_stop();
        work();
    });
}

// The usual code without a library. It has no parent.
struct flag {
    std::mutex mutex;
    std::condition_variable changed;
    bool over = false;  // guarded by mutex
};

void lone_flag(benchmark::State& state) {
    repeat(state, 1, [&] {
        const auto child = std::make_shared<flag>();
        work();
        {
            const std::scoped_lock lock(child->mutex);
            child->over = true;
        }
        child->changed.notify_all();
        work();
    });
}

}  // namespace

void add_cancel_rows() {
    const std::string name = "CommonParentCancel";
    const auto root =
        with_value(ctx::background(), text_key{"key"}, std::string("value"));
    row(name, [shared = with_cancel(root).child](benchmark::State& state) {
        common_parent(state, shared);
    })->Threads(all_processors());
    row(name + "@std::stop_source", [shared = std::stop_source()](
                                        benchmark::State& state) {
        common_stop_source(state, shared);
    })->Threads(all_processors());
    row(name + "@mutex, condition variable", lone_flag)
        ->Threads(all_processors());
}

}  // namespace ctx_bench
