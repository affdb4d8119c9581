// The accesses of the program's memory that a later one may race with.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "step_clock.hpp"

namespace ctx::detail {

struct call;

/// An access of up to eight bytes.
struct access {
    process by = 0;
    std::uint32_t when = 0;  ///< on the clock of `by`
    std::uint8_t bytes = 0;  ///< a bit for each byte of the eight
    bool is_write = false;
    bool is_atomic = false;
    const void* at = nullptr;  ///< the return address
    const call* in = nullptr;
};

/// Of each eight bytes, the accesses that are not covered by a later one. An
/// access covers one that happens before it if all that races with the earlier
/// races with the later as well.
class shadow_memory {
public:
    /// Of an object that a process has made since its memory was forgotten: the
    /// process, and what the first access of the object was to it.
    struct birth {
        std::uint32_t by = 0;
        std::uint32_t nth = 0;  // 0: nothing is known
    };

    /// Notes that the `nth` access of `by` is a plain one of these bytes of the
    /// eight at `address`.
    void note_birth(std::uintptr_t address, std::uint8_t bytes, birth b) {
        cell& c = at(address);
        if (c.born.nth == 0 && c.first == none) c.born = b;
        if (c.born.nth != 0 && c.born.by == b.by) c.born_bytes |= bytes;
    }

    /// The birth of the object at `address`.
    [[nodiscard]] birth birth_of(std::uintptr_t address) {
        const cell& c = at(address & ~std::uintptr_t{7});
        const bool is_known = c.born_bytes & 1U << address % 8;
        return is_known ? c.born : birth();
    }

    /// Forgets everything.
    void clear() noexcept {
        ++run_;
        pool_.resize(1);
        free_ = none;
    }

    /// Forgets the accesses of this memory.
    void forget(std::uintptr_t begin, std::size_t size) noexcept;

    /// Adds an access of the eight bytes at `address`, a multiple of eight,
    /// whose process has `known`. Calls `race` with each access that it races
    /// with.
    template <class F>
    void add(std::uintptr_t address, const access& a, const step_clock& known,
             F race) {
        cell& c = at(address);
        std::uint32_t* link = &c.first;
        bool is_covered = false;
        while (*link != none) {
            kept& k = pool_[*link];
            const access& old = k.what;
            const bool is_before = known.of(old.by) >= old.when;
            if (!is_before && race_of(old, a)) race(old);
            is_covered = is_covered || (old.by == a.by && old.when == a.when &&
                                        covers(old, a));
            if (is_before && !is_covered && covers(a, old)) {
                const std::uint32_t gone = *link;
                *link = k.next;
                k.next = free_;
                free_ = gone;
            } else {
                link = &k.next;
            }
        }
        if (is_covered) return;
        const std::uint32_t place = take_place();  // moves the pool
        pool_[place] = {a, c.first};
        c.first = place;
    }

private:
    static constexpr std::uint32_t none = 0;
    static constexpr unsigned page_bits = 12;
    static constexpr std::size_t page_size = std::size_t{1} << page_bits;

    struct kept {
        access what;
        std::uint32_t next = none;
    };
    struct cell {
        std::uint32_t first = none;
        std::uint32_t run = 0;  // older than run_: empty
        birth born;
        std::uint8_t born_bytes = 0;
    };
    using page = std::array<cell, page_size / 8>;

    [[nodiscard]] static bool race_of(const access& a,
                                      const access& b) noexcept {
        return (a.bytes & b.bytes) != 0 && a.by != b.by &&
               (a.is_write || b.is_write) && !(a.is_atomic && b.is_atomic);
    }

    // True if all that races with `b` races with `a`, provided that `b` does
    // not happen after `a`.
    [[nodiscard]] static bool covers(const access& a,
                                     const access& b) noexcept {
        return (b.bytes & ~a.bytes) == 0 && (a.is_write || !b.is_write) &&
               (!a.is_atomic || b.is_atomic);
    }

    // Calls `f` with each cell of this memory that there is.
    template <class F>
    void for_each(std::uintptr_t begin, std::size_t size, F f) noexcept {
        const std::uintptr_t end = begin + size;
        for (std::uintptr_t a = begin; a < end;) {
            const std::uintptr_t next = ((a >> page_bits) + 1) << page_bits;
            const std::uintptr_t last = std::min(next, end);
            if (page* const p = find_page(a >> page_bits)) {
                for (; a < last; a += 8) f((*p)[a % page_size / 8]);
            }
            a = next;
        }
    }

    [[nodiscard]] cell& at(std::uintptr_t address);
    [[nodiscard]] page* find_page(std::uintptr_t number) noexcept;
    [[nodiscard]] std::uint32_t take_place();

    std::uint32_t run_ = 1;
    std::unordered_map<std::uintptr_t, std::unique_ptr<page>> pages_;
    // The page that was used last of each that share a place.
    struct near_page {
        std::uintptr_t number = 0;
        page* its = nullptr;
    };
    std::array<near_page, 64> near_{};
    std::vector<kept> pool_ = std::vector<kept>(1);  // the first is no place
    std::uint32_t free_ = none;
};

}  // namespace ctx::detail
