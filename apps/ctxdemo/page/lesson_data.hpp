// What the template of the page needs to know of a lesson.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <kainjow/mustache.hpp>

#include "apps/ctxdemo/page/page.hpp"

namespace ctxdemo {

/// Returns the data of a lesson, by the names that page.html uses.
///
/// `number`    of the lesson on the page, counted from 1.
[[nodiscard]] kainjow::mustache::data data_of(const page_lesson& l,
                                              std::size_t number,
                                              const page_options& options);

}  // namespace ctxdemo
