// From addresses in a learner's program to lines in its sources.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/context.hpp>
#include <filesystem>

#include "apps/ctxdemo/judge/verdict.hpp"

namespace ctxdemo {

/// Replaces the addresses in `v` (verdict_wire.hpp) by lines, with addr2line,
/// which is a program of binutils. Of the calls under way, the innermost one in
/// the learner's file counts. Where the line is not known, or there is no
/// addr2line, the line is 0.
///
/// `plugin`    the shared object that the addresses are of.
/// `file`      the learner's file, as the compiler was given it.
void find_lines(verdict& v, const std::filesystem::path& plugin,
                const std::filesystem::path& file, const ctx::context& until);

}  // namespace ctxdemo
