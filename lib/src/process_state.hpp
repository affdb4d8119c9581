// What threads of the library have from the process, and not from the thread
// that happens to start them.
// SPDX-License-Identifier: MIT
#pragma once

namespace ctx::detail {

/// Lets the calling thread run on the processors of the process: those of its
/// main thread.
void take_processors_of_process() noexcept;

/// Notes the signals that the process blocks: those that the main thread blocks
/// when this is first called. Called before a thread of the library starts, for
/// two reasons. A handler that runs later may block more. And a fork must not
/// find a static object of process_state.cpp half made by another thread.
void prepare_process_state() noexcept;

/// Blocks these for the calling thread, and no others.
void take_blocked_signals_of_process() noexcept;

}  // namespace ctx::detail
