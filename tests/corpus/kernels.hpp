// The programs of the corpus.
// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "tests/corpus/kernel.hpp"

namespace ctx_corpus {

/// Returns all programs, in the order of the table in README.md.
[[nodiscard]] std::span<const kernel* const> kernels() noexcept;

}  // namespace ctx_corpus
