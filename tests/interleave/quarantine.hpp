// Keeps the memory that is freed in a run until the run has ended. A thread
// that uses an object too late then still finds its mark, and can report the
// use.
// SPDX-License-Identifier: MIT
#pragma once

namespace ctx_interleave {

/// Keeps the memory that any thread frees while this object lives. Does nothing
/// under a sanitizer, which does the same and more.
class quarantine {
public:
    quarantine() noexcept;
    quarantine(const quarantine&) = delete;
    quarantine& operator=(const quarantine&) = delete;
    ~quarantine();
};

}  // namespace ctx_interleave
