// Plain words for the wait of a goroutine.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Returns a sentence on the goroutine `who`, without a full stop: "worker
/// waits until another goroutine receives from its channel".
///
/// `waits_on`  a goroutine_status::waits_on: "chan send", "select: done, chan
///             receive"; empty for a goroutine that runs.
[[nodiscard]] std::string waiting_sentence(std::string_view who,
                                           std::string_view waits_on,
                                           lessons::language l);

}  // namespace ctxdemo
