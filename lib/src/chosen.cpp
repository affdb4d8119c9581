// The way from an operation to the bubble that it is in.
#include "ctx/detail/chosen.hpp"

#include "ctx/detail/node.hpp"
#include "scheduler.hpp"

namespace ctx::detail {
namespace {

// Calls `f` with the scheduler of the calling goroutine if that is a bubble
// whose schedule is chosen.
template <class F>
void if_chosen(F f) noexcept {
    if (!maybe_chosen()) return;
    if (goroutine* const self = current_goroutine()) {
        if (self->home.is_chosen()) f(self->home);
    }
}

}  // namespace

constinit std::atomic<int> chosen_bubbles{0};

bool is_chosen_on_this_thread() noexcept {
    bool chosen = false;
    if_chosen([&](scheduler&) { chosen = true; });
    return chosen;
}

void begin_operation(const location& at) noexcept {
    if_chosen([&](scheduler& s) { s.begin_operation(at); });
}

void note_use(const void* object, use how) noexcept {
    if_chosen([&](scheduler& s) { s.note_use(object, how); });
}

void note_new(const void* object) noexcept {
    if_chosen([&](scheduler& s) { s.note_new(object); });
}

void note_name(const void* object, const void* name) noexcept {
    if_chosen([&](scheduler& s) { s.note_name(object, name); });
}

void note_acquire(const void* object) noexcept {
    if_chosen([&](scheduler& s) { s.note_acquire(object); });
}

void note_release(const void* object, bool publishes) noexcept {
    if_chosen([&](scheduler& s) { s.note_release(object, publishes); });
}

void note_atomic(const void* object, atomic_access what,
                 std::memory_order order) noexcept {
    if_chosen([&](scheduler& s) { s.note_atomic(object, what, order); });
}

void note_armed(const void* timer) noexcept {
    if_chosen([&](scheduler& s) { s.note_armed(timer); });
}

void note_fires(const void* timer) noexcept {
    if_chosen([&](scheduler& s) { s.note_fires(timer); });
}

void look_at(const node& n, const location& at) noexcept {
    if (!n.canceler()) return;
    begin_operation(at);
    note_use(n.canceler(), use::poll);
    if (n.state() != 0) note_acquire(n.canceler());
}

}  // namespace ctx::detail
