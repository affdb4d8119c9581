// One registration of after_func.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <utility>

#include "ctx/detail/node.hpp"
#include "ctx/detail/ref.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/location.hpp"
#include "ctx/wait_group.hpp"

namespace ctx {
class context;
class stop_func;
class task;
}  // namespace ctx

namespace ctx::detail {

/// A function, its executor, and which of "run" and "stopped" came first. Held
/// by the context's list, by stop_funcs, and by the task while it runs.
class function : public subscriber, public ref_counted {
public:
    function() noexcept : subscriber(subscriber_role::function) {}

    /// Decides for "run" and hands the task over; does nothing if the function
    /// was stopped. Called with no lock held.
    void start() noexcept;

    /// Decides for "stopped". False if it was decided before.
    [[nodiscard]] bool stop() noexcept;

    /// Blocks while the function is between start() and its end.
    void wait(const location& at) { running_.wait(at); }

    /// Calls the user's function.
    void run();

    /// Counts the copies of the task, of which start() makes the first. If
    /// the last one goes unrun, the function is over.
    void add_task() noexcept;
    void drop_task() noexcept;

protected:
    ~function() override = default;

private:
    virtual void dispatch(task t) = 0;
    virtual void invoke() = 0;

    void finish() noexcept;

    enum state : std::uint8_t { registered, started, stopped, finished };

    // Relaxed throughout: it only decides who is first. What the function
    // sees is ordered by the executor's own hand-over.
    atomic<state> state_{registered};
    atomic<std::uint32_t> tasks_{1};
    wait_group running_;
};

using function_ref = ref<function>;

/// after_func's default: a goroutine of the bubble or run that registers.
class goroutine_executor {
public:
    explicit goroutine_executor(const location& at);
    void operator()(task t) const;

private:
    ref<ref_counted> home_;  // a scheduler
    location at_;
};

[[nodiscard]] stop_func register_function(const context& c, function_ref f,
                                          const location& at);

}  // namespace ctx::detail
