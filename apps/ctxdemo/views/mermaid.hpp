// A run as a sequence diagram of Mermaid.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "apps/ctxdemo/run/recording.hpp"
#include "lessons/support/language.hpp"

namespace ctxdemo {

/// Returns the diagram: a participant for each goroutine, and for each context
/// that is canceled; an arrow where a goroutine starts another, sends a value
/// to another, cancels a context, or finds one done; a note for each line that
/// is printed and for each instant.
///
/// Complexity  as events_text.
[[nodiscard]] std::string mermaid_of(const recording& r, lessons::language l);

}  // namespace ctxdemo
