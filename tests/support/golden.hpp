// Texts that are kept in files next to the tests and compared byte by byte.
//
// To change a text, write the files anew and look at the difference:
//
//     CTXDEMO_UPDATE_GOLDEN=1 ctest --test-dir build -R apps
//     git diff tests/apps
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace ctx_test {

/// Checks that `text` is the content of the file `name` in tests/apps, such as
/// "frames/idea.txt". With CTXDEMO_UPDATE_GOLDEN in the
/// environment, writes `text` to that file instead.
void check_golden(const std::string& name, const std::string& text);

}  // namespace ctx_test
