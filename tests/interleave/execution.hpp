// One run of a program, whose threads take turns in the order that a search
// chooses.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <semaphore>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "search.hpp"
#include "tests/interleave/explore.hpp"
#include "tests/interleave/step.hpp"

namespace ctx_interleave {

/// Threads that are kept from run to run, because starting a thread takes
/// longer than a run. A thread works only during its turn.
class crew {
public:
    explicit crew(std::size_t size);
    ~crew();
    crew(const crew&) = delete;
    crew& operator=(const crew&) = delete;

    /// Sets the work that `thread` begins at its next turn. The thread must be
    /// idle.
    void assign(std::size_t thread, std::function<void()> work);

    void give_turn(std::size_t thread) { members_[thread]->turn.release(); }
    void await_turn(std::size_t thread) { members_[thread]->turn.acquire(); }

private:
    struct member {
        std::binary_semaphore turn{0};
        std::function<void()> work;
        std::thread thread;
    };

    std::vector<std::unique_ptr<member>> members_;
};

class execution {
public:
    execution(ctx::detail::search& orders, crew& threads, bool print_failure);
    execution(const execution&) = delete;
    execution& operator=(const execution&) = delete;

    /// Runs the whole program.
    void run(const program& what);

    /// Returns the first failure; empty if there was none.
    [[nodiscard]] const std::string& failure() const noexcept {
        return failure_;
    }
    /// Returns the steps taken so far.
    [[nodiscard]] std::span<const operation> log() const noexcept {
        return log_;
    }
    /// Returns true if the run ended in a deadlock or did not end. Its threads
    /// then stay blocked, and the crew cannot be used again.
    [[nodiscard]] bool abandoned() const noexcept { return abandoned_; }

    // -- called by its threads; see step.hpp --------------------------------

    /// Returns the execution that the calling thread belongs to; null if there
    /// is none.
    [[nodiscard]] static execution* of_this_thread() noexcept;
    static void fail_current(std::string_view what) noexcept;
    /// Returns the calling thread's number in its execution; 0 if it has none.
    [[nodiscard]] static std::size_t this_thread() noexcept;

    [[nodiscard]] operation announce(object& o, kind what);
    void take(object& o, const operation& taken, step::order how);
    void unlock(object& mutex);
    void wait(object& condition, object& mutex);
    void notify(object& condition, bool all);
    void destroy(object& o);
    void check_read(std::uint64_t& run, clocks& read, clocks& written);
    void check_write(std::uint64_t& run, clocks& read, clocks& written);

private:
    enum class state : std::uint8_t { unstarted, ready, finished };

    struct thread_state {
        state is = state::unstarted;
        operation pending;
        object* target = nullptr;
        object* waits_on = nullptr;  // a condition variable; null: none
        clocks known;                // the steps that the thread knows of
    };

    void live(const std::function<void()>& body);
    void fail(std::string_view what);
    void adopt(object& o);
    void pause();
    [[nodiscard]] std::optional<std::size_t> next();
    [[nodiscard]] std::optional<std::size_t> choose();
    [[nodiscard]] bool enabled(const thread_state& t) const noexcept;
    void report_deadlock();
    void order(object& o, kind what, step::order how);

    ctx::detail::search& search_;
    crew& crew_;
    const bool print_;
    const std::uint64_t run_;  // differs from that of any earlier run
    std::array<thread_state, max_threads> threads_;
    std::size_t count_ = 0;
    std::uint32_t objects_ = 0;
    std::vector<ctx::detail::process> ways_;  // room for choose()
    std::vector<std::size_t> waiters_;  // on conditions, the longest first
    std::vector<operation> log_;
    std::binary_semaphore over_{0};
    std::string failure_;
    bool abandoned_ = false;
};

}  // namespace ctx_interleave
