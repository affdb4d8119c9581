// Makes programs of operations from a fuzzer's bytes.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "tests/differential/program.hpp"
#include "tests/fuzz/property.hpp"

namespace ctx_fuzz {

/// Takes one byte for each choice. Once all bytes are used, each choice is the
/// first.
class bytes {
public:
    bytes(const std::uint8_t* data, std::size_t size) : left_(data, size) {}

    [[nodiscard]] bool empty() const { return left_.empty(); }

    std::size_t operator()(std::size_t n) {
        if (left_.empty()) return 0;
        const std::size_t chosen = left_.front() % n;
        left_ = left_.subspan(1);
        return chosen;
    }

private:
    std::span<const std::uint8_t> left_;
};

/// Makes a program from all of `data`, with at most `most` steps, because
/// longer programs find the same errors later.
template <class Generator>
[[nodiscard]] ctx_test::program program_of(const std::uint8_t* data,
                                           std::size_t size) {
    constexpr std::size_t most = 64;
    bytes source(data, size);
    Generator generator([&](std::size_t n) { return source(n); });
    ctx_test::program p;
    while (!source.empty() && p.size() < most) p.push_back(generator.next());
    return p;
}

/// Throws broken unless `wrong` is empty.
inline void nothing_wrong(const std::string& wrong,
                          const ctx_test::program& p) {
    if (wrong.empty()) return;
    throw broken(wrong + ", after this program:\n" + ctx_test::to_string(p));
}

}  // namespace ctx_fuzz
