// The notes of a select in the event log, and for an exploration.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

#include "ctx/detail/select.hpp"

namespace ctx::detail {

/// Records that the calling goroutine enters a select, or an operation that is
/// a select of one case.
void record_entry(std::span<select_case* const> cases, bool may_block);

/// Records that the select has taken `chosen`, which is the case `index`; null:
/// its default.
void record_choice(std::span<select_case* const> cases, bool may_block,
                   const select_case* chosen, std::size_t index);

// -- for an exploration -------------------------------------------------------

/// Begins the operation, unless a case belongs to one that has begun.
void begin_select(std::span<select_case* const> cases, bool may_block);

/// Tells what a select uses that has taken `taken`, or, if that is null and it
/// may block, begins to wait.
void note_select(std::span<select_case* const> cases, const select_case* taken,
                 bool may_block);

/// Tells that a wait for a context, or a receive, has ended.
void note_end_of(const select_case& taken);

/// Tells that a select of several cases is decided, so that its goroutine
/// leaves the queues of all of them.
void note_decided(std::span<select_case* const> cases) noexcept;

/// Begins the operation of an async_select with `cases`.
void begin_async_select(std::span<select_case* const> cases) noexcept;

/// Tells what an async_select uses that starts or ends, or whose case is taken.
void note_async_select(std::span<select_case* const> cases) noexcept;

}  // namespace ctx::detail
