// A walk as text: for screen readers, logs and tests.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include "apps/ctxdemo/screen/signs.hpp"
#include "apps/ctxdemo/walk/walk.hpp"

namespace ctxdemo {

/// The four screens of a walk whose answer has been given, if it has, and that
/// has come to its end.
[[nodiscard]] std::string plain_walk(const walk& w, std::size_t width,
                                     const signs& s);

}  // namespace ctxdemo
