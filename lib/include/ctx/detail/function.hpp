// A function registered with after_func.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <utility>

#include "ctx/detail/export.hpp"
#include "ctx/detail/node.hpp"
#include "ctx/detail/ref.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/detail/wait_counter.hpp"
#include "ctx/location.hpp"

namespace ctx {
class context;
class stop_func;
class task;
}  // namespace ctx

namespace ctx::detail {

/// A function, its executor, and which of "run" and "stopped" came first. Its
/// owners are the context's list, stop_funcs, and the copies of the task.
class function : public subscriber, public ref_counted {
public:
    function() noexcept : subscriber(subscriber_role::function) {}

    /// Decides for "run" and hands the task to the executor. Does nothing if
    /// the function is stopped. Called with no lock held.
    void start() noexcept;

    /// Decides for "stopped". False if "run" or "stopped" came first.
    [[nodiscard]] bool stop() noexcept;

    /// If the function has been started, blocks until it is finished.
    void wait(const location& at) {
        // A share, because the handle that this is called through may go
        // meanwhile.
        const auto self = ref<function>::share(this);
        running_.wait(at);
    }

    /// Calls the user's function.
    void run();

    /// Count the copies of the task, of which start() makes the first. If the
    /// last copy is destroyed and none has run, the function counts as
    /// finished.
    void add_task() noexcept;
    void drop_task() noexcept;

protected:
    ~function() override = default;

private:
    virtual void dispatch(task t) = 0;
    virtual void invoke() = 0;

    void finish() noexcept;

    enum state : std::uint8_t { registered, started, stopped, finished };

    // state_ is relaxed throughout: it only decides which of start() and stop()
    // is first. The executor's hand-over orders what the function sees.
    atomic<state> state_{registered};
    atomic<std::uint32_t> tasks_{1};
    wait_counter running_;
};

using function_ref = ref<function>;

/// The default executor of after_func: starts a goroutine in the bubble or run
/// of the goroutine that registers.
class goroutine_executor {
public:
    CTX_EXPORT explicit goroutine_executor(const location& at);
    CTX_EXPORT void operator()(task t) const;

private:
    ref<ref_counted> home_;  // a scheduler, which users' headers do not know
    location at_;
};

[[nodiscard]] CTX_EXPORT stop_func register_function(const context& c,
                                                     function_ref f,
                                                     const location& at);

}  // namespace ctx::detail
