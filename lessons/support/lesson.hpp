// What a lesson is: a program with flags, its sources and its prose.
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "ctx/ctx.hpp"
#include "lessons/support/flags.hpp"
#include "lessons/support/language.hpp"
#include "lessons/support/println.hpp"
#include "lessons/support/prose.hpp"

namespace lessons {

/// A lesson. Everything about it is in lessons/<name>/.
struct lesson {
    std::string name;

    /// Declares its flags, with their defaults, and returns the program that
    /// goes by them: a main to be given to ctx::bubble or ctx::run. The
    /// program may be run once or more, after the flags were set; they are set
    /// in it, so it must outlive the flags.
    std::function<std::function<void()>(flag_set&)> prepare;

    /// True if it runs until it is interrupted.
    bool endless = false;

    /// True if it waits for what comes from outside, which a bubble knows
    /// nothing of; it is for ctx::run alone.
    bool real_time = false;

    /// True if it ends by itself when the program is interrupted.
    bool catches_signals = false;
};

/// Makes a lesson from a function that declares its settings as flags, its
/// main, and the defaults of the settings.
template <class Settings>
[[nodiscard]] lesson define_lesson(
    std::string name, void (*flags)(flag_set&, Settings&),
    void (*main)(const Settings&),
    std::type_identity_t<Settings> defaults = {}) {
    return {.name = std::move(name),
            .prepare = [flags, main, defaults = std::move(defaults)](
                           flag_set& set) -> std::function<void()> {
                auto settings = std::make_shared<Settings>(defaults);
                flags(set, *settings);
                return [settings, main] { main(*settings); };
            }};
}

/// All lessons, in the order of the document.
[[nodiscard]] const std::vector<lesson>& all_lessons();

/// A lesson's files, as they were when this was built.
struct lesson_text {
    std::string_view cpp;      ///< <name>.cpp
    std::string_view go;       ///< main.go
    lesson_prose en;           ///< en.md
    lesson_prose zh;           ///< zh.md
    std::string_view title;    ///< the English one; so are the next two
    std::string_view summary;  ///< one line
    std::string_view section;  ///< the section of the document it is from

    /// What there is to read about it.
    [[nodiscard]] const lesson_prose& prose(language l) const noexcept {
        return l == language::zh ? zh : en;
    }
};

/// Returns the files of the lesson called `name`, which must be one.
[[nodiscard]] const lesson_text& text_of(std::string_view name);

}  // namespace lessons
