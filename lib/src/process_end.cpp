// Static objects may wait for a timeout while they are destroyed. So timers and
// threads of the pool must outlast every static object, even one that was made
// before them. The destructor of a static object would stop them too early: a
// function stops them that the loader calls after all destructors.
#include "process_end.hpp"

#include <array>
#include <cstddef>
#include <cstdlib>
#include <mutex>

namespace ctx::detail {
namespace {

#ifdef __GNUC__

constinit std::mutex end_guard;
constinit std::array<void (*)() noexcept, 4> end_functions{};
constinit std::size_t end_count = 0;

// 101 comes after the destructors of static objects even where a shared object
// is unloaded.
[[gnu::destructor(101)]] void end_process() {
    while (end_count > 0) end_functions[--end_count]();
}

#endif

}  // namespace

void at_process_end(void (*f)() noexcept) noexcept {
#ifdef __GNUC__
    const std::scoped_lock lock(end_guard);
    end_functions.at(end_count++) = f;
#else
    (void)std::atexit(f);
#endif
}

}  // namespace ctx::detail
