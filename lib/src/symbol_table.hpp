// The functions of a loaded program or shared object, local ones included.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace ctx::detail {

/// The symbol table of an ELF file: the full one, or, if the file is stripped,
/// that of the dynamic linker.
class symbol_table {
public:
    /// Reads the table of the file at `path`. The table is empty if that fails.
    ///
    /// Throws      std::bad_alloc.
    explicit symbol_table(const char* path);
    symbol_table(const symbol_table&) = delete;
    symbol_table& operator=(const symbol_table&) = delete;
    ~symbol_table();

    /// A function; its addresses are relative to where the file is loaded.
    struct function {
        std::uintptr_t begin, end;
        const char* name;  ///< mangled
    };

    /// The function that has the instruction at this address; null if none has.
    [[nodiscard]] const function* function_at(
        std::uintptr_t address) const noexcept;

private:
    void read();
    template <class T>
    [[nodiscard]] const T* part(std::size_t offset,
                                std::size_t count) const noexcept;

    // The file in memory.
    const char* file_ = nullptr;
    std::size_t size_ = 0;
    std::vector<function> functions_;  // sorted
};

}  // namespace ctx::detail
