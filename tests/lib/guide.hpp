// The programs of lib/README.md under every schedule.
// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <cstddef>
#include <functional>
#include <string>

#include "tests/lib/printed.hpp"
#include "tests/support/every_schedule.hpp"
#include "tests/support/readme.hpp"

namespace ctx_test {

/// Returns what the README shows as the output of its program `number`.
[[nodiscard]] inline std::string shown_output(int number) {
    return blocks_of("lib/README.md", "text")
        .at(static_cast<std::size_t>(number) - 1);
}

/// Checks that the program prints what the README shows, and nothing else, in
/// every schedule, and that each run ends well.
inline void check_every_schedule(int number,
                                 const std::function<void()>& program) {
    const auto want = shown_output(number);
    in_every_schedule([&] {
        const printed out;
        program();
        ctx::expect(out.text() == want, out.text());
    });
}

}  // namespace ctx_test
