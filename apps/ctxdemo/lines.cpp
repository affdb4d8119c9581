// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/lines.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string_view>

namespace ctxdemo {

namespace {

/// "0.010 ", to the millisecond begun.
std::string stamp_of(ctx::duration time) {
    using std::chrono::duration_cast;
    using std::chrono::milliseconds;

    const auto ms = duration_cast<milliseconds>(time).count();
    return fmt::format("{}.{:03} ", ms / 1000, ms % 1000);
}

/// `text` with `stamp` before each of its lines; there is more than one if a
/// flag's value has a line break in it.
std::string stamped(const std::string& stamp, std::string_view text) {
    std::string out = stamp;
    for (const char c : text) {
        out += c;
        if (c == '\n') out += stamp;
    }
    return out;
}

}  // namespace

std::string printed(const ctx::event& e, bool stamps) {
    if (e.what != ctx::step::print) return "";
    return (stamps ? stamped(stamp_of(e.time), e.text) : e.text) + '\n';
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

}  // namespace ctxdemo
