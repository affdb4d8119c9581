// SPDX-License-Identifier: MIT
#include "select_notes.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "scheduler.hpp"

namespace ctx::detail {
namespace {

std::string list_of(std::span<select_case* const> cases, bool may_block) {
    std::string text;
    for (const select_case* c : cases) {
        if (!text.empty()) text += ", ";
        text += c->describe();
    }
    return may_block ? text : text + ", default";
}

void record_select(std::span<select_case* const> cases, bool may_block,
                   const location& at) {
    event e;
    e.what = step::select;
    e.text = list_of(cases, may_block);
    e.where = at;
    for (const select_case* c : cases) {
        e.cases.push_back({c->kind(), c->object()});
    }
    here().record(std::move(e));
}

// A wait for a context alone is no operation: whether the context is done
// before or after, the goroutine goes on once it is.
bool is_wait_for_context(std::span<select_case* const> cases, bool may_block) {
    return cases.size() == 1 && may_block &&
           cases.front()->shared().is == shared_object::kind::context;
}

bool is_shared(const select_case* c) { return c->shared().address != nullptr; }

// True for the case of an operation that tells itself what it uses.
bool has_begun(const select_case* c) {
    return is_shared(c) && c->shared().is == shared_object::kind::other;
}

// Returns how a send or a receive that is no case of a select uses a channel.
use use_of(const select_case& only, bool is_taken) {
    if (only.kind() == step::send) return use::send;
    if (!is_taken) return use::await;
    const shared_object s = only.shared();
    if (s.found_closed) return use::find_closed;
    return s.had_sender ? use::receive : use::take;
}

}  // namespace

void record_entry(std::span<select_case* const> cases, bool may_block) {
    if (!is_recorded) return;
    const select_case& first = *cases.front();
    if (cases.size() == 1 && may_block) {
        record_step(first.kind(), first.object(), 0, "", first.at);
    } else {
        or_lose_step([&] { record_select(cases, may_block, first.at); });
    }
}

void record_choice(std::span<select_case* const> cases, bool may_block,
                   const select_case* chosen, std::size_t index) {
    if (!is_recorded || (cases.size() == 1 && may_block)) return;
    record_step(step::choose, chosen ? chosen->object() : 0,
                static_cast<std::uint32_t>(index),
                chosen ? chosen->describe() : "default",
                chosen ? chosen->at : cases.front()->at);
}

void begin_select(std::span<select_case* const> cases, bool may_block) {
    if (is_wait_for_context(cases, may_block)) return;
    if (std::ranges::any_of(cases, has_begun)) return;
    if (std::ranges::any_of(cases, is_shared)) {
        begin_operation(cases.front()->at);
    }
}

void note_select(std::span<select_case* const> cases, const select_case* taken,
                 bool may_block) {
    if (is_wait_for_context(cases, may_block)) return;
    const bool alone = cases.size() == 1 && may_block;
    const bool waits = !taken && may_block;
    for (const select_case* c : cases) {
        const shared_object s = c->shared();
        if (!s.address || has_begun(c)) continue;
        if (s.is == shared_object::kind::context) {
            note_use(s.address, use::poll);
        } else if (alone) {
            note_use(s.address, use_of(*c, taken));
        } else {
            note_use(s.address, c == taken || waits ? use::change : use::look);
        }
    }
}

void note_end_of(const select_case& taken) {
    const shared_object s = taken.shared();
    if (s.is == shared_object::kind::context || s.found_closed) {
        note_acquire(s.address);
    }
}

void note_decided(std::span<select_case* const> cases) noexcept {
    if (cases.size() > 1) note_async_select(cases);
}

void begin_async_select(std::span<select_case* const> cases) noexcept {
    if (std::ranges::any_of(cases, is_shared)) {
        begin_operation(cases.front()->at);
    }
}

void note_async_select(std::span<select_case* const> cases) noexcept {
    for (const select_case* c : cases) {
        const shared_object s = c->shared();
        if (!s.address) continue;
        note_use(s.address, s.is == shared_object::kind::context ? use::poll
                                                                 : use::change);
    }
}

}  // namespace ctx::detail
