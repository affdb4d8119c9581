// Walks through lessons without a terminal.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/context.hpp>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "apps/ctxdemo/walk/program.hpp"
#include "apps/ctxdemo/walk/walk.hpp"
#include "apps/ctxdemo/walk/walk_keys.hpp"
#include "lessons/support/lesson.hpp"
#include "tests/lessons/commands.hpp"

namespace ctx_test {

using kind = ctxdemo::key::kind;

[[nodiscard]] constexpr ctxdemo::key named(kind what) { return {what, 0}; }
[[nodiscard]] constexpr ctxdemo::key typed(char32_t c) {
    return {kind::character, c};
}

/// Returns a walk through a lesson, on its first screen.
[[nodiscard]] inline ctxdemo::walk walk_of(const std::string& name) {
    const auto* l = lesson_called(name);
    REQUIRE(l);
    return {*l, ctxdemo::program_of(lessons::text_of(name).en.predict.command,
                                    ctx::background())};
}

/// Returns a walk whose program is the lesson's with other flags.
[[nodiscard]] inline ctxdemo::walk walk_with(
    const std::vector<std::string>& command) {
    const auto* l = lesson_called(command.at(0));
    REQUIRE(l);
    return {*l, ctxdemo::program_of(command, ctx::background())};
}

/// Presses a key in a walk whose text is long, with pages of ten rows.
inline ctxdemo::walk_result press(ctxdemo::walk& w, const ctxdemo::key& k) {
    return ctxdemo::press(w, k, {w.scroll(), 1000, 10});
}

/// Presses a key named `what`.
inline ctxdemo::walk_result press(ctxdemo::walk& w, kind what) {
    return press(w, named(what));
}

/// Presses keys. Returns what the last one did.
inline ctxdemo::walk_result press(ctxdemo::walk& w,
                                  std::initializer_list<ctxdemo::key> keys) {
    auto last = ctxdemo::walk_result::nothing;
    for (const auto& k : keys) last = press(w, k);
    return last;
}

/// Types characters; '\n' is Enter. Returns what the last one did.
inline ctxdemo::walk_result type(ctxdemo::walk& w, std::string_view text) {
    auto last = ctxdemo::walk_result::nothing;
    for (const char c : text) {
        last = press(w, c == '\n' ? named(kind::enter)
                                  : typed(static_cast<unsigned char>(c)));
    }
    return last;
}

/// Goes to the first step from which the run can go on in several ways.
inline void go_to_choice(ctxdemo::walk& w) {
    w.go_to(0);
    while (w.ways().empty() && !w.is_at_end()) w.go_to(w.step() + 1);
    REQUIRE(!w.ways().empty());
}

}  // namespace ctx_test
