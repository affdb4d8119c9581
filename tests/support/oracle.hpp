// The Go originals of the lessons, if this machine has them.
// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

namespace ctx_test {

/// Returns the folder of the originals. CTXDEMO_ORACLE in the environment names
/// it, or else the build has found it. If there is none, returns "" and prints
/// a message.
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
