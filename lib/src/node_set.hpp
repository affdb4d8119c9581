// What a walk through a graph of merged contexts remembers, so that it visits
// each node once: 40 merges of a context with itself have 2^40 ways up.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "ctx/detail/node.hpp"

namespace ctx::detail {

/// A set of nodes: a hash table with linear probing. The first 32 nodes need no
/// allocation.
class node_set {
public:
    [[nodiscard]] bool contains(const node* n) const noexcept {
        return table()[place_of(n)] == n;
    }

    /// Adds `n`. Returns false if the set has `n` already. Throws
    /// std::bad_alloc.
    bool insert(const node* n) {
        if (2 * size_ >= table().size()) grow();
        const node*& slot = table()[place_of(n)];
        if (slot == n) return false;
        slot = n;
        ++size_;
        return true;
    }

private:
    [[nodiscard]] std::span<const node*> table() noexcept {
        if (more_.empty()) return few_;
        return more_;
    }
    [[nodiscard]] std::span<const node* const> table() const noexcept {
        if (more_.empty()) return few_;
        return more_;
    }

    // The slot that `n` is in, or the free slot where it belongs.
    [[nodiscard]] std::size_t place_of(const node* n) const noexcept {
        const auto slots = table();
        const std::size_t mask = slots.size() - 1;
        // The upper half of a product depends on all bits of the address.
        constexpr std::uint64_t odd = 0x9E3779B97F4A7C15U;
        const auto address = reinterpret_cast<std::uintptr_t>(n);
        auto i = static_cast<std::size_t>((address * odd) >> 32U) & mask;
        while (slots[i] && slots[i] != n) i = (i + 1) & mask;
        return i;
    }

    void grow() {
        node_set larger;
        larger.more_.resize(2 * table().size());
        for (const node* n : table()) {
            if (n) larger.table()[larger.place_of(n)] = n;
        }
        more_ = std::move(larger.more_);
    }

    std::array<const node*, 64> few_{};
    std::vector<const node*> more_;  // in place of few_, if not empty
    std::size_t size_ = 0;
};

}  // namespace ctx::detail
