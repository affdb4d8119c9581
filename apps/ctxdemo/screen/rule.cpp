// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/screen/rule.hpp"

namespace ctxdemo {

frame draw_rule(std::string_view title, std::size_t width, const signs& s) {
    frame f(width, 1);
    for (std::size_t x = 0; x < width; ++x) f.put(x, 0, s.rule, look::dim);
    if (title.empty()) return f;
    const std::size_t x = f.put(1, 0, " ", look::dim);
    f.put(f.put(x, 0, title, look::dim), 0, " ", look::dim);
    return f;
}

}  // namespace ctxdemo
