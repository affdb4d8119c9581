// The Go originals of the lessons, where they are at hand.
// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

namespace ctx_test {

/// Returns their folder: the one that CTXDEMO_ORACLE names in the environment,
/// or else the one that the build has found. Empty, which it says, if there is
/// none.
[[nodiscard]] inline std::string oracle() {
    std::string folder;
#ifdef CTXDEMO_ORACLE
    folder = CTXDEMO_ORACLE;
#endif
    if (const char* named = std::getenv("CTXDEMO_ORACLE")) folder = named;
    if (folder.empty()) {
        MESSAGE("without the originals: CTXDEMO_ORACLE names no folder");
    }
    return folder;
}

}  // namespace ctx_test
