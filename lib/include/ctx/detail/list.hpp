// An intrusive doubly linked list: no allocation to insert, O(1) to remove.
// SPDX-License-Identifier: MIT
#pragma once

#include "ctx/detail/sync.hpp"

namespace ctx::detail {

/// A place in a list. Not copyable, because its neighbors point at it.
struct hook {
    constexpr hook() noexcept = default;
    constexpr hook(hook* before, hook* after) noexcept
        : prev(before), next(after) {}
    hook(const hook&) = delete;
    hook& operator=(const hook&) = delete;

    [[nodiscard]] bool linked() const noexcept { return next != nullptr; }

    /// Takes this out of the list that it is in. Must be linked().
    void unlink() noexcept {
        prev->next = next;
        next->prev = prev;
        prev = next = nullptr;
    }

    plain<hook*> prev = nullptr;
    plain<hook*> next = nullptr;
};

/// A circular list of hooks around a sentinel, without ownership or a lock.
class list {
public:
    constexpr list() noexcept : head_(&head_, &head_) {}

    [[nodiscard]] bool empty() const noexcept { return head_.next == &head_; }
    [[nodiscard]] hook& front() const noexcept { return *head_.next; }

    /// The first hook, or null; for walking.
    [[nodiscard]] hook* first() const noexcept {
        return empty() ? nullptr : &front();
    }

    /// The last hook, or null; for walking.
    [[nodiscard]] hook* last() const noexcept {
        return empty() ? nullptr : head_.prev;
    }

    void push_back(hook& h) noexcept {
        h.prev = head_.prev;
        h.next = &head_;
        head_.prev->next = &h;
        head_.prev = &h;
    }

    void push_front(hook& h) noexcept {
        h.next = head_.next;
        h.prev = &head_;
        head_.next->prev = &h;
        head_.next = &h;
    }

    /// Unlinks and returns the first hook. The list must not be empty.
    hook& pop_front() noexcept {
        hook& h = front();
        h.unlink();
        return h;
    }

    /// The hook after `h`, or null at the end; for walking.
    [[nodiscard]] hook* after(const hook& h) const noexcept {
        return h.next == &head_ ? nullptr : h.next;
    }

    /// The hook before `h`, or null at the start.
    [[nodiscard]] hook* before(const hook& h) const noexcept {
        return h.prev == &head_ ? nullptr : h.prev;
    }

    /// Moves all hooks of `other` into this list, which must be empty.
    void take(list& other) noexcept {
        if (other.empty()) return;
        head_.next = other.head_.next;
        head_.prev = other.head_.prev;
        head_.next->prev = &head_;
        head_.prev->next = &head_;
        other.head_.prev = other.head_.next = &other.head_;
    }

private:
    hook head_;
};

}  // namespace ctx::detail
