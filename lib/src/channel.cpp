// The parts of a channel that do not depend on the type of its values.
// channel_state.hpp has the invariants.
#include "ctx/channel.hpp"

#include <cstddef>
#include <cstdint>
#include <stdexcept>

#include "scheduler.hpp"

namespace ctx {
namespace detail {

bool channel_base::has_undecided(const list& queue) noexcept {
    const hook* h = queue.empty() ? nullptr : &queue.front();
    while (h && static_cast<const select_case*>(h)->waiting->winner()) {
        h = queue.after(*h);
    }
    return h != nullptr;
}

select_case* channel_base::claim_first(list& queue) noexcept {
    while (!queue.empty()) {
        auto& c = static_cast<select_case&>(queue.pop_front());
        if (!c.waiting->claim(c)) continue;
        // What the thread does next comes after the start of an async_select.
        if (is_chosen_here() && !c.waiting->self()) note_acquire(c.waiting);
        return &c;
    }
    return nullptr;
}

select_case* channel_base::meet_first(list& queue) noexcept {
    select_case* const c = claim_first(queue);
    if (c && is_chosen_here() && c->waiting->self()) {
        here().note_met(*c->waiting->self());
    }
    return c;
}

void throw_size_out_of_range() {
    throw std::invalid_argument("makechan: size out of range");
}

channel_base::channel_base(std::size_t capacity)
    : channel_base(capacity, here()) {}

channel_base::channel_base(std::size_t capacity, scheduler& home)
    : id_(is_recorded ? home.number_channel() : 0),
      log_(id_ ? home.log() : 0),
      capacity_(capacity) {
    note_made(this);
}

void channel_base::note_put(std::size_t room,
                            const select_case* by) const noexcept {
    here().note_put(this, room, by ? by->waiting->self() : nullptr);
}

void channel_base::note_take(const select_case* by) const noexcept {
    here().note_take(this, by ? by->waiting->self() : nullptr);
}

std::uint32_t channel_base::id() const noexcept {
    return log_ == here().log() ? id_ : 0;
}

void channel_base::record_close(const location& at) const {
    record_step(step::close, id(), 0, "", at);
}

}  // namespace detail

// The key function: it puts the type of this class into this library.
closed_channel::~closed_channel() = default;

}  // namespace ctx
