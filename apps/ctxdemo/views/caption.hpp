// A sentence for each step of a run: what happened, and to whom.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "apps/ctxdemo/run/moment.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Returns a sentence about the last step of `m`, without a full stop, such as
/// "worker looks at ctx: not canceled, so it goes on"; empty before the first
/// step.
[[nodiscard]] std::string caption(const moment& m, lessons::language l);

/// Returns what `g`, which waits, waits for: "sleep 1s", "ctx or 10s", "wg".
[[nodiscard]] std::string waiting_text(const moment& m, const goroutine_now& g,
                                       lessons::language l);

/// Returns the same as part of a sentence: "sleep 1s", "waiting for ctx or
/// 10s".
[[nodiscard]] std::string waiting_in_words(const moment& m,
                                           const goroutine_now& g,
                                           lessons::language l);

/// Returns what a case of a select is about: "ctx", "10s", "send on dst".
[[nodiscard]] std::string case_name(const moment& m, const ctx::event_case& c,
                                    lessons::language l);

}  // namespace ctxdemo
