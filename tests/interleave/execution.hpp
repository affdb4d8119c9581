// One run of a program: its threads take turns, as a search wants them to.
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

#include "tests/interleave/explore.hpp"
#include "tests/interleave/search.hpp"
#include "tests/interleave/step.hpp"

namespace ctx_interleave {

/// Threads that are kept from one run to the next, as starting one takes longer
/// than a run. Each does something only when it is given its turn.
class crew {
public:
    explicit crew(std::size_t size);
    ~crew();
    crew(const crew&) = delete;
    crew& operator=(const crew&) = delete;

    /// What the thread does at its next turn, from when it has none.
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
    execution(search& orders, crew& threads, bool print_failure);
    execution(const execution&) = delete;
    execution& operator=(const execution&) = delete;

    /// Runs all of it.
    void run(const program& what);

    /// What was wrong; empty if nothing.
    [[nodiscard]] const std::string& failure() const noexcept {
        return failure_;
    }
    /// True if it came to where all that could follow had been run before.
    [[nodiscard]] bool cut() const noexcept { return cut_; }
    /// True if it ended in a deadlock, or did not end: its threads are left
    /// where they are, and the crew is of no more use.
    [[nodiscard]] bool abandoned() const noexcept { return abandoned_; }

    // -- from its threads; see step.hpp -------------------------------------

    /// The one that the calling thread belongs to; null if it is in none.
    [[nodiscard]] static execution* of_this_thread() noexcept;
    static void fail_current(std::string_view what) noexcept;
    /// The calling thread's number in it; 0 if it is in none.
    [[nodiscard]] static std::size_t this_thread() noexcept;

    [[nodiscard]] operation announce(object& o, kind what, forecast f);
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
        forecast comes_to;
        object* waits_on = nullptr;  // a condition variable
        clocks known;                // by means that the language counts
    };

    void live(const std::function<void()>& body);
    void fail(std::string_view what);
    void adopt(object& o);
    void pause();
    [[nodiscard]] std::optional<std::size_t> next();
    [[nodiscard]] std::optional<std::size_t> choose();
    [[nodiscard]] bool enabled(const thread_state& t) const noexcept;
    [[nodiscard]] std::span<const operation> all_pending();
    void report_deadlock(thread_set blocked);
    void order(object& o, kind what, step::order how);
    void record(const operation& taken);

    search& search_;
    crew& crew_;
    const bool print_;
    const std::uint64_t run_;  // tells apart what is left of earlier ones
    std::array<thread_state, max_threads> threads_;
    std::size_t count_ = 0;
    std::uint32_t objects_ = 0;
    std::vector<operation> pending_;    // what all_pending() returns
    std::vector<std::size_t> waiters_;  // longest first
    std::vector<operation> log_;
    std::binary_semaphore over_{0};
    std::string failure_;
    bool free_ = false;  // the search has nothing to say any more
    bool cut_ = false;
    bool abandoned_ = false;
};

}  // namespace ctx_interleave
