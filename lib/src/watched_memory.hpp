// The memory and the order of one run of a program.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "call_tree.hpp"
#include "ctx/watch.hpp"
#include "order_observer.hpp"
#include "shadow_memory.hpp"
#include "step_clock.hpp"
#include "watched_lock.hpp"

namespace ctx::detail {

/// What a memory_watch does. watched_memory.cpp says how.
class watched_memory final : public order_observer {
public:
    /// The one whose run is under way on the calling thread; null if there is
    /// none.
    [[nodiscard]] static watched_memory* here() noexcept { return here_; }

    // -- code that is compiled with -fsanitize=thread ------------------------

    /// The running goroutine enters the function that has the instruction `to`,
    /// and will return to `from`; or leaves it.
    void enters(const void* from, const void* to);
    void leaves() noexcept;

    /// The running goroutine accesses memory. `pc` is the return address.
    void reads(const volatile void* memory, std::size_t size, const void* pc);
    void writes(const volatile void* memory, std::size_t size, const void* pc);

    /// True if an atomic operation at `pc` is one of the program.
    [[nodiscard]] bool is_of_program(const void* pc);
    /// True if `pc` is in a function of the program itself.
    [[nodiscard]] bool is_direct(const void* pc);
    void accesses_atomic(const volatile void* memory, std::size_t size,
                         atomic_access what, const void* pc);

    /// An operation on an atomic of which nothing else is told.
    void orders_by(const volatile void* memory, atomic_access what,
                   std::memory_order order);
    void fence(std::memory_order order);

    /// The address by which an exploration knows the object at `memory`. An
    /// object that the run itself has made may be somewhere else in each run.
    [[nodiscard]] const void* name_of(const volatile void* memory);

    /// True if a std::shared_ptr loses an owner at `pc`.
    [[nodiscard]] bool counts_down(const void* pc);
    void lose_owner(const volatile void* count, bool is_last);

    /// The lock that a run has instead of the standard library's at `address`.
    [[nodiscard]] watched_lock& lock_at(const void* address);

    /// The order around an object whose operations are seen elsewhere.
    void acquires(const void* object);
    void releases(const void* object);

    /// See memory_watch::running().
    [[nodiscard]] running_code running() const noexcept;

    [[nodiscard]] const std::vector<data_race>& races() const noexcept {
        return races_;
    }

    // -- the order ------------------------------------------------------------

    void begins(const goroutine& main, const goroutine& clock) override;
    void begins_to_end() override;
    void ends() override;
    void pauses(bool paused) override { is_paused_ = paused; }
    void starts(const goroutine& by, const goroutine& started) override;
    void forget(const void* memory, std::size_t size) override;
    void made(const void* object) override;
    void acquires(const goroutine& by, const void* object) override;
    void releases(const goroutine& by, const void* object) override;
    void precedes(const goroutine& first, const goroutine& next) override;
    void follows_all(const goroutine& by) override;
    void meets(const goroutine& a, const goroutine& b) override;
    void passes(const goroutine& by, const void* channel,
                std::size_t room) override;
    void takes(const goroutine& by, const void* channel) override;
    void uses_atomic(const goroutine& by, const void* object,
                     atomic_access what, std::memory_order order) override;
    void arms(const goroutine& by, const void* timer) override;
    void fires(const goroutine& clock, const void* timer) override;

private:
    static thread_local constinit watched_memory* here_;
    static thread_local constinit watched_memory* of_thread_;  // for running()

    // A goroutine, or the clock as one timer goes off.
    struct strand {
        process number = 0;
        process of_search = 0;  // its number in the search
        std::uint32_t goroutine = 0;
        std::string name;
        std::uint32_t accesses = 0;
        step_clock known;
        call* in = nullptr;
        const void* last_pc = nullptr;
        step_clock seen;      // by relaxed loads, for an acquire fence
        step_clock released;  // by the last release fence
    };

    // Of a channel: for each place of the buffer, the last send or receive.
    struct buffer {
        std::vector<step_clock> places;
        std::size_t puts = 0, takes = 0;
    };

    // While one of these lives, here() is null. So the standard library's code
    // in this class is not watched, although the linker may take it from a
    // source of the program.
    class unwatched {
    public:
        unwatched() noexcept : outer_(std::exchange(here_, nullptr)) {}
        unwatched(const unwatched&) = delete;
        unwatched& operator=(const unwatched&) = delete;
        ~unwatched() { here_ = outer_; }

    private:
        watched_memory* const outer_;
    };
    template <class F>
    static std::invoke_result_t<F&> run_unwatched(F f) noexcept;

    strand& add_strand(const goroutine& g);
    [[nodiscard]] strand& of(const goroutine& g);
    [[nodiscard]] strand& self();
    [[nodiscard]] bool is_watching() const noexcept {
        return !is_over_ && !is_paused_;
    }
    void begin_strand(strand& s, const step_clock& after);
    // Later accesses of `s` are not before what has acquired its clock by now.
    static void tick(strand& s);
    void use_place(strand& s, step_clock& place);
    void accesses(const volatile void* memory, std::size_t size, bool is_write,
                  bool is_atomic, const void* pc);
    void access_eight(std::uintptr_t address, const access& a, strand& s,
                      std::size_t size);
    void add_race(const access& first, const access& second,
                  std::uintptr_t eight, std::size_t size);
    [[nodiscard]] memory_access described(const access& a) const;

    call_tree calls_;
    shadow_memory shadow_;
    std::deque<strand> strands_;
    std::vector<strand*> of_goroutine_;  // by its id
    strand* latest_ = nullptr;           // to do something
    bool is_over_ = true;                // goroutines are ended
    bool is_paused_ = false;
    std::map<std::uintptr_t, step_clock> released_;  // by objects
    std::map<std::uintptr_t, std::unique_ptr<watched_lock>> locks_;
    std::unordered_map<const void*, buffer> buffers_;
    std::vector<data_race> races_;
    std::set<std::pair<const void*, const void*>> places_;  // of races_
};

}  // namespace ctx::detail
