// The functions that are under way, as a tree in which each stack is the way
// from a leaf to the root. So a stack is kept by a pointer, at no further cost.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "code_origin.hpp"

namespace ctx::detail {

/// A call of a function, by all goroutines that have made the same calls above
/// it.
struct call {
    const void* from = nullptr;  ///< the return address; null: the root
    const void* to = nullptr;    ///< an instruction of the function
    const call* above = nullptr;
    call* first_below = nullptr;
    call* next = nullptr;  ///< below the same

    const void* function = nullptr;  ///< code_info::function
    /// Of the nearest code at or above the caller that is not the standard
    /// library's.
    code_origin caller = code_origin::library;
};

/// Kept from run to run, because most calls come again.
class call_tree {
public:
    [[nodiscard]] call& root() noexcept { return root_; }

    [[nodiscard]] call& enter(call& above, const void* from, const void* to) {
        call*& latest = latest_[place_of(above, from)];
        if (latest && latest->above == &above && latest->from == from &&
            latest->to == to) {
            return *latest;
        }
        return *(latest = &find_or_add(above, from, to));
    }

    /// The origin of code at `pc` in `in`, the function that was called last.
    /// What the standard library does counts as its caller's. Code of another
    /// function than `in` is not compiled with the flags of ctx::watch, and
    /// counts as a library's.
    [[nodiscard]] code_origin origin_from(const call& in, const void* pc) {
        if (in.caller == code_origin::carrier) return code_origin::carrier;
        const code_info its = origins_.of(pc);
        if (its.function != in.function) return code_origin::library;
        return its.origin == code_origin::standard ? in.caller : its.origin;
    }

    /// The origin of `in`, which has `pc`, itself.
    [[nodiscard]] code_origin own_origin(const call& in, const void* pc) {
        const code_info its = origins_.of(pc);
        return its.function == in.function ? its.origin : code_origin::library;
    }

    /// Returns `pc` and the return addresses below the root.
    [[nodiscard]] static std::vector<const void*> stack(const call& in,
                                                        const void* pc) {
        std::vector<const void*> all{pc};
        for (const call* c = &in; c->above; c = c->above) {
            all.push_back(c->from);
        }
        return all;
    }

private:
    [[nodiscard]] call& find_or_add(call& above, const void* from,
                                    const void* to) {
        for (call* c = above.first_below; c; c = c->next) {
            if (c->from == from && c->to == to) return *c;
        }
        call& made = all_.emplace_back();
        made.from = from;
        made.to = to;
        made.above = &above;
        made.next = above.first_below;
        made.function = origins_.of(to).function;
        made.caller = origin_from(above, from);
        // What the last owner destroys is the program's.
        if (counts_owners(made.caller)) made.caller = above.caller;
        above.first_below = &made;
        return made;
    }

    [[nodiscard]] static std::size_t place_of(const call& above,
                                              const void* from) noexcept {
        return (code_origins::mixed(&above) ^ code_origins::mixed(from)) %
               places;
    }

    static constexpr std::size_t places = 1U << 12U;

    code_origins origins_;
    std::deque<call> all_;
    call root_;
    std::array<call*, places> latest_{};  // of those with the same place
};

}  // namespace ctx::detail
