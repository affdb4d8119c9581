// The languages of the lessons and of the program.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace lessons {

enum class language : std::uint8_t {
    en,  ///< English: en.md
    zh,  ///< Chinese: zh.md
};

/// A text in both languages. A missing text does not compile:
///
///     bilingual help{"how long it takes", "要多久"};
class bilingual {
public:
    consteval bilingual(std::string_view en, std::string_view zh)
        : en_(en), zh_(zh) {
        if (en.empty() || zh.empty()) throw "a text is missing";
    }

    /// Returns a bilingual of two texts that the compiler does not know. The
    /// caller promises that neither is empty; for the prose of the lessons the
    /// build has checked it. The texts must outlive the result.
    [[nodiscard]] static constexpr bilingual checked_before(
        std::string_view en, std::string_view zh) noexcept {
        return {en, zh, 0};
    }

    /// Returns the text in the language `l`.
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
