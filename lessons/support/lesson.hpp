// A lesson: a program with flags, its sources and its prose.
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

/// A lesson. All its files are in lessons/<name>/.
struct lesson {
    std::string name;

    /// Declares the lesson's flags, with their defaults, and returns the
    /// program: a main for ctx::bubble or ctx::run. The program may run more
    /// than once, after the flags were set. It holds the variables that the
    /// flags set, so it must outlive the flags.
    std::function<std::function<void()>(flag_set&)> prepare;

    /// True if the program runs until it is interrupted.
    bool endless = false;

    /// True if the program waits for clients or servers of other processes. It
    /// then runs in ctx::run_on_fibers.
    bool real_time = false;

    /// Prepares the program that is recorded, as `prepare` does, if that is
    /// another. Where a program waits for the network, the other has both ends
    /// of the connection, in memory, and so virtual time. Otherwise empty.
    std::function<std::function<void()>(flag_set&)> recorded = {};

    /// True if the program handles Ctrl-C itself and then returns.
    bool catches_signals = false;

    /// Returns the program that is recorded, with its flags.
    [[nodiscard]] std::function<void()> prepare_recording(flag_set& f) const {
        return recorded ? recorded(f) : prepare(f);
    }

    /// True if a recording needs a limit.
    [[nodiscard]] bool is_recorded_to_limit() const noexcept {
        return endless && !recorded;
    }
};

/// Returns a lesson whose program calls `main` with its settings.
///
/// `flags`     declares the settings as flags.
/// `main`      the program.
/// `defaults`  the settings before any flag is set.
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

/// Returns all lessons, in the order of the article.
[[nodiscard]] const std::vector<lesson>& all_lessons();

/// A lesson's files, as they were when the program was built.
struct lesson_text {
    std::string_view cpp;      ///< <name>.cpp
    std::string_view go;       ///< main.go
    lesson_prose en;           ///< en.md
    lesson_prose zh;           ///< zh.md
    std::string_view title;    ///< in English, as are the next two
    std::string_view summary;  ///< one line
    std::string_view section;  ///< the section of the article

    /// Returns the prose in the language `l`.
    [[nodiscard]] const lesson_prose& prose(language l) const noexcept {
        return l == language::zh ? zh : en;
    }
};

/// Returns the files of the lesson called `name`.
///
/// Throws      std::logic_error if there is no such lesson.
[[nodiscard]] const lesson_text& text_of(std::string_view name);

}  // namespace lessons
