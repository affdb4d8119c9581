// The commands that a lesson suggests, run from within its walk.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Runs `ctxdemo` with `words` as a process of its own on this terminal, and
/// waits until it has ended and the user has pressed Enter. Ctrl-C ends the
/// command, not this program.
///
/// Precondition   the terminal was given back: terminal::lend.
/// Throws         std::system_error if no process can be started.
void try_command(const std::vector<std::string>& words, lessons::language in);

}  // namespace ctxdemo
