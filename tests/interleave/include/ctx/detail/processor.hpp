// The substitute for the library's processor.hpp. There are two processors, and
// the threads of a tested program are on them in turn.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "tests/interleave/step.hpp"

namespace ctx::detail {

[[nodiscard]] inline std::size_t processor_count() noexcept { return 2; }

[[nodiscard]] inline std::size_t this_processor() noexcept {
    return ctx_interleave::thread_number() % 2;
}

}  // namespace ctx::detail
