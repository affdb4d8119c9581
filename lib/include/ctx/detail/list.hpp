// An intrusive doubly linked list: no allocation to insert, O(1) to remove.
// SPDX-License-Identifier: MIT
#pragma once

#include "ctx/detail/sync.hpp"

namespace ctx::detail {

/// A place in a list. Not copyable: others point at it.
struct hook {
    hook() noexcept = default;
    hook(const hook&) = delete;
    hook& operator=(const hook&) = delete;

    [[nodiscard]] bool linked() const noexcept { return next != nullptr; }

    /// Takes this out of its list, which must hold it.
    void unlink() noexcept {
        prev->next = next;
        next->prev = prev;
        prev = next = nullptr;
    }

    plain<hook*> prev = nullptr;
    plain<hook*> next = nullptr;
};

/// A circular list of hooks around a sentinel. Owns nothing; whoever shares it
/// guards it.
class list {
public:
    list() noexcept { head_.prev = head_.next = &head_; }

    [[nodiscard]] bool empty() const noexcept { return head_.next == &head_; }
    [[nodiscard]] hook& front() const noexcept { return *head_.next; }

    void push_back(hook& h) noexcept {
        h.prev = head_.prev;
        h.next = &head_;
        head_.prev->next = &h;
        head_.prev = &h;
    }

    /// Unlinks and returns the first. The list must not be empty.
    hook& pop_front() noexcept {
        hook& h = front();
        h.unlink();
        return h;
    }

    /// The one after `h`, or null at the end; for walking.
    [[nodiscard]] hook* after(const hook& h) const noexcept {
        return h.next == &head_ ? nullptr : h.next;
    }

private:
    hook head_;
};

}  // namespace ctx::detail
