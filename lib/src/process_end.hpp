// What is done last in a process.
// SPDX-License-Identifier: MIT
#pragma once

namespace ctx::detail {

/// Calls `f` when all static objects of the program have been destroyed, or of
/// the shared object that the library is a part of. Functions are called in
/// reverse order. At most 4 can be given.
void at_process_end(void (*f)() noexcept) noexcept;

}  // namespace ctx::detail
