// The commands that a lesson suggests, run from within its walk.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "lessons/support/language.hpp"
#include "lessons/support/lesson.hpp"

namespace ctxdemo {

/// Returns the words after "ctxdemo" of the commands that a walk suggests at
/// its end: those of the lesson's text, and then one for each exercise and each
/// puzzle of the lesson. A key runs each.
[[nodiscard]] std::vector<std::vector<std::string>> suggestions_of(
    const lessons::lesson& l);

/// Runs `ctxdemo` with `words` as a process of its own on this terminal, and
/// waits until it has ended and the user has pressed Enter. Ctrl-C ends the
/// command, not this program.
///
/// Precondition   the terminal was given back: terminal::lend.
/// Throws         std::system_error if no process can be started.
void try_command(const std::vector<std::string>& words, lessons::language in);

}  // namespace ctxdemo
