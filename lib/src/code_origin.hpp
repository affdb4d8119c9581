// Whose code an instruction is.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>
#include <unordered_map>

#include "symbol_table.hpp"

namespace ctx::detail {

enum class code_origin : std::uint8_t {
    program,
    standard,    ///< std and __gnu_cxx, and assignments and copies of ctx
    count,       ///< std::shared_ptr, where it counts its owners
    count_down,  ///< the same, where an owner goes
    library,     ///< ctx
    carrier,     ///< ctx, where it moves or destroys the program's values
};

[[nodiscard]] constexpr bool counts_owners(code_origin o) noexcept {
    return o == code_origin::count || o == code_origin::count_down;
}

/// The origin of the function with this mangled name; "": it has none.
[[nodiscard]] code_origin origin_of_function(std::string_view mangled) noexcept;

/// What is known of an instruction.
struct code_info {
    code_origin origin = code_origin::program;
    const void* function = nullptr;  ///< stands for it; null: it has no symbol
};

/// Tells of return addresses what the symbol tables of the files say that the
/// code was loaded from. A shared object must stay loaded as long as this
/// lives.
///
/// Throws      std::bad_alloc.
class code_origins {
public:
    [[nodiscard]] code_info of(const void* pc) {
        known& k = known_[mixed(pc) % known_.size()];
        if (k.pc != pc) k = {pc, recall(pc)};
        return k.info;
    }

    /// A number whose low bits differ for addresses that are near each other.
    [[nodiscard]] static std::size_t mixed(const void* pc) noexcept {
        const auto a = reinterpret_cast<std::uintptr_t>(pc);
        return static_cast<std::size_t>(a * 0x9E3779B97F4A7C15U >> 40U);
    }

private:
    struct known {
        const void* pc = nullptr;
        code_info info;
    };

    [[nodiscard]] code_info recall(const void* pc);
    [[nodiscard]] code_info find(const void* pc);

    std::array<known, 1U << 12U> known_{};  // of those with the same place
    std::unordered_map<const void*, code_info> all_;
    // By the address at which its file is loaded.
    std::map<std::uintptr_t, symbol_table> tables_;
};

}  // namespace ctx::detail
