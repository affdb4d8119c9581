// The languages that the lessons are told in.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace lessons {

enum class language : std::uint8_t {
    en,  ///< English: en.md
    zh,  ///< Chinese: zh.md
};

/// A text in each of them. Without either it does not compile:
///
///     bilingual help{"how long it takes", "要多久"};
class bilingual {
public:
    consteval bilingual(std::string_view en, std::string_view zh)
        : en_(en), zh_(zh) {
        if (en.empty() || zh.empty()) throw "a text is missing";
    }

    /// What is not known to the compiler, but complete: the build has seen to
    /// it, as with the prose of the lessons. The texts must outlive this.
    [[nodiscard]] static constexpr bilingual checked_before(
        std::string_view en, std::string_view zh) noexcept {
        return {en, zh, 0};
    }

    [[nodiscard]] constexpr std::string_view in(language l) const noexcept {
        return l == language::zh ? zh_ : en_;
    }

private:
    constexpr bilingual(std::string_view en, std::string_view zh, int) noexcept
        : en_(en), zh_(zh) {}

    std::string_view en_;
    std::string_view zh_;
};

}  // namespace lessons
