// Walks through lessons, without a terminal: with keys for a keyboard.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/context.hpp>
#include <initializer_list>
#include <string>
#include <string_view>

#include "apps/ctxdemo/walk/program.hpp"
#include "apps/ctxdemo/walk/walk.hpp"
#include "lessons/support/lesson.hpp"
#include "tests/lessons/commands.hpp"

namespace ctx_test {

using kind = ctxdemo::key::kind;

[[nodiscard]] constexpr ctxdemo::key named(kind what) { return {what, 0}; }
[[nodiscard]] constexpr ctxdemo::key typed(char32_t c) {
    return {kind::character, c};
}

/// A walk through a lesson of the article, at its first screen.
[[nodiscard]] inline ctxdemo::walk walk_of(
    const std::string& name, lessons::language in = lessons::language::en) {
    const auto* l = lesson_called(name);
    REQUIRE(l);
    return {*l, in,
            ctxdemo::program_of(lessons::text_of(name).prose(in).predict,
                                ctx::background())};
}

/// The same, whose program is the lesson's with other flags.
[[nodiscard]] inline ctxdemo::walk walk_with(
    const std::vector<std::string>& command,
    lessons::language in = lessons::language::en) {
    const auto* l = lesson_called(command.at(0));
    REQUIRE(l);
    lessons::prediction p;
    p.command = command;
    return {*l, in, ctxdemo::program_of(p, ctx::background())};
}

/// Presses one key after another; what the last one did.
inline ctxdemo::walk::result press(ctxdemo::walk& w,
                                   std::initializer_list<ctxdemo::key> keys) {
    auto last = ctxdemo::walk::result::nothing;
    for (const auto& k : keys) last = w.press(k);
    return last;
}

/// The same for characters, and a '\n' that is Enter.
inline ctxdemo::walk::result type(ctxdemo::walk& w, std::string_view text) {
    auto last = ctxdemo::walk::result::nothing;
    for (const char c : text) {
        last = w.press(c == '\n' ? named(kind::enter)
                                 : typed(static_cast<unsigned char>(c)));
    }
    return last;
}

/// Goes on to the next screen, without an answer.
inline void go_on(ctxdemo::walk& w) {
    const bool asks =
        w.screen() == ctxdemo::walk_screen::predict && !w.has_seen_run();
    w.press(asks ? typed(U's') : named(kind::enter));
}

/// Goes on to a step of the run, from the screen run.
inline void go_to_step(ctxdemo::walk& w, std::size_t step) {
    w.press(named(kind::home));
    for (std::size_t i = 0; i < step; ++i) w.press(named(kind::right));
    REQUIRE(w.step() == step);
}

/// Goes on to the first step from which the run may go on in several ways.
inline void go_to_choice(ctxdemo::walk& w) {
    w.press(named(kind::home));
    while (w.ways().empty() && w.step() < w.shown().events.size()) {
        w.press(named(kind::right));
    }
    REQUIRE(!w.ways().empty());
}

}  // namespace ctx_test
