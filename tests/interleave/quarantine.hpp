// Memory that is freed in a run is kept until the run is over, so that who uses
// it too late finds there what was left, and can tell.
// SPDX-License-Identifier: MIT
#pragma once

namespace ctx_interleave {

/// Keeps what all threads free while this lives. Does nothing where a sanitizer
/// does the same, and better.
class quarantine {
public:
    quarantine() noexcept;
    quarantine(const quarantine&) = delete;
    quarantine& operator=(const quarantine&) = delete;
    ~quarantine();
};

}  // namespace ctx_interleave
