// The buffer of a channel.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "ctx/detail/export.hpp"

namespace ctx::detail {

/// Throws std::invalid_argument with the text of Go's panic.
[[noreturn]] CTX_EXPORT void throw_size_out_of_range();

/// A queue whose room is allocated when it is made, so that no later call can
/// fail. `T` needs nothing but a move constructor that does not throw.
template <class T>
class ring {
public:
    /// Throws std::invalid_argument if no object of this program can be so
    /// large; std::bad_alloc.
    explicit ring(std::size_t room) : room_(checked(room)) {
        if (room_ > 0) values_ = std::allocator<T>().allocate(room_);
    }
    ring(const ring&) = delete;
    ring& operator=(const ring&) = delete;
    ~ring() {
        while (!empty()) pop_front();
        if (room_ > 0) std::allocator<T>().deallocate(values_, room_);
    }

    [[nodiscard]] std::size_t room() const noexcept { return room_; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] bool full() const noexcept { return size_ == room_; }

    /// The oldest value. The queue must not be empty.
    [[nodiscard]] T& front() noexcept { return values_[first_]; }

    /// Adds a value. The queue must not be full.
    void push_back(T&& value) noexcept {
        std::construct_at(values_ + place_after(first_, size_),
                          std::move(value));
        ++size_;
    }

    /// Destroys the oldest value. The queue must not be empty.
    void pop_front() noexcept {
        std::destroy_at(values_ + first_);
        first_ = place_after(first_, 1);
        --size_;
    }

private:
    static std::size_t checked(std::size_t room) {
        if (room > std::size_t{PTRDIFF_MAX} / sizeof(T)) {
            throw_size_out_of_range();
        }
        return room;
    }

    // The place `n` after `place`. `n` is at most room_.
    [[nodiscard]] std::size_t place_after(std::size_t place,
                                          std::size_t n) const noexcept {
        const std::size_t sum = place + n;
        return sum < room_ ? sum : sum - room_;
    }

    const std::size_t room_;
    T* values_ = nullptr;
    std::size_t first_ = 0;
    std::size_t size_ = 0;
};

}  // namespace ctx::detail
