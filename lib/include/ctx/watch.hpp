// Every data race of every schedule of a program.
//
//     ctx::memory_watch memory;
//     ctx::explore_options options;
//     options.memory = &memory;
//     ctx::explore(main, [&](const ctx::explored& run) {
//         for (const auto& race : memory.races()) report(race, run.chosen);
//     }, options);
//
// Rules for the whole header:
// 1. A data race is two accesses of the same memory, at least one of them a
//    write and at most one of them atomic, by two goroutines, neither of which
//    happens before the other. What orders two goroutines is what Go's memory
//    model says: the start of a goroutine, a send and its receive, a close, a
//    cancellation and a look that sees it, a wait_group, a lock, a notify, an
//    atomic. The passing of time, a print and the end of a goroutine order
//    nothing.
// 2. Accesses are seen in sources that are compiled by g++ or clang with the
//    flags of the CMake target ctx::watch: with -fsanitize=thread and without
//    optimization, which would leave accesses out. The program is not linked
//    with -fsanitize=thread. The component has the functions that the compiler
//    then calls, so a program has either this or ThreadSanitizer. The files of
//    the program keep their symbol tables, which tell whose code an access is.
//    Templates of the standard library count as their caller's. So a source
//    without these flags that uses the same ones comes later on the command
//    line of the linker, and a plugin is linked with -Bsymbolic-functions.
// 3. In these sources an operation on a std::atomic is a step of the schedule,
//    as one on a ctx::atomic is (explore.hpp, rule 1). It orders goroutines as
//    its std::memory_order says; all goroutines agree on one order of values. A
//    std::mutex, recursive_mutex or shared_mutex is a lock of this library, so
//    that a goroutine waits for it as for a ctx::mutex. Anything else that
//    blocks the thread stays as it is, and must not be used: a std::thread, a
//    std::condition_variable, a std::call_once, a timed mutex, the wait() of a
//    std::atomic.
// 4. The assumption of explore's rule 3 thus shrinks to memory that these
//    sources do not access, such as that of a library or a file.
// 5. Accesses of this library's own code are left out: also where it moves or
//    destroys values in channels and contexts. But an assignment or a copy of a
//    context, a channel or another handle is an access of the variable, and so
//    is every use of a ctx::error. The counts of owners of a std::shared_ptr
//    are left out; the last owner comes after the others. g++ does not tell
//    that a function's result of class type is stored, as in `e = make()`.
// 6. Memory of operator new is new, and delete is a write. For this the
//    component replaces the global operators new and delete, unless the program
//    has its own, and those of the C++ runtime for static variables of
//    functions. Memory of malloc() that is freed and used again may show false
//    data races.
// 7. A complete exploration has shown every data race, up to the first in each
//    schedule: what a program does after a data race depends on the race, and
//    C++ promises nothing of it.
// 8. A goroutine that goes round without a call of this library, such as in a
//    loop around a std::atomic, does not end, and neither does the exploration:
//    limit the time of the process, and ask running().
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ctx/detail/export.hpp"

namespace ctx {

namespace detail {
class order_observer;
}  // namespace detail

/// An access of memory by a goroutine.
struct memory_access {
    std::uint32_t goroutine = 0;  ///< 1 is main
    std::string name;             ///< of the goroutine, as given to go
    bool is_write = false;
    bool is_atomic = false;

    /// Where: the return addresses of the access and of the functions that are
    /// under way, innermost first. A debugger, or addr2line, turns each into a
    /// line; the instruction is before the address.
    std::vector<const void*> stack;
};

/// Two accesses of which neither happens before the other.
struct data_race {
    const void* address = nullptr;  ///< the first byte that both access
    std::size_t size = 0;           ///< the bytes that the second accesses
    memory_access first, second;    ///< in the order of this run
};

/// What a goroutine was doing when memory_watch::running() was called.
struct running_code {
    std::uint32_t goroutine = 0;  ///< 0: no goroutine of a watched run
    std::array<char, 64> name{};  ///< its name, cut short, with a 0 behind
    std::array<const void*, 64> stack{};  ///< as memory_access::stack
    std::size_t depth = 0;                ///< how much of it is used
};

/// Watches the memory of one exploration: see run_options::memory.
///
/// Threads     as the exploration: one at a time. A thread explores with one
///             memory_watch at a time.
class memory_watch {
public:
    CTX_EXPORT memory_watch();
    memory_watch(const memory_watch&) = delete;
    memory_watch& operator=(const memory_watch&) = delete;
    CTX_EXPORT ~memory_watch();

    /// Returns the data races of the last run, in the order of their second
    /// accesses: at most one for each pair of places in the code.
    [[nodiscard]] CTX_EXPORT const std::vector<data_race>& races()
        const noexcept;

    /// Where the exploration tells what orders the goroutines.
    [[nodiscard]] detail::order_observer& observer() noexcept {
        return *memory_;
    }

    /// Returns where the calling thread is in a watched run: its last access
    /// or call, in code that is compiled with -fsanitize=thread. A handler of
    /// the signal that ends a process which has run for too long may call this:
    /// it touches nothing that such a signal may have interrupted.
    ///
    /// Threads     for the thread of the exploration; on another one it returns
    ///             goroutine 0.
    [[nodiscard]] CTX_EXPORT running_code running() const noexcept;

private:
    const std::unique_ptr<detail::order_observer> memory_;
};

}  // namespace ctx
