// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/run/event_text.hpp"

#include <fmt/core.h>

#include <chrono>
#include <cstdint>
#include <ctx/duration.hpp>
#include <ratio>

namespace ctxdemo {

namespace {

std::string seconds(ctx::duration time) {
    using std::chrono::duration_cast;
    using std::chrono::milliseconds;

    const auto ms = duration_cast<milliseconds>(time).count();
    return fmt::format("{}.{:03}", ms / 1000, ms % 1000);
}

/// Returns `text` with `stamp` before each line. The value of a flag may have
/// line breaks.
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
    return (stamps ? stamped(seconds(e.time) + ' ', e.text) : e.text) + '\n';
}

bool is_output(const ctx::event& e) noexcept {
    return e.what == ctx::step::print && e.other != 2;
}

std::string seconds_of(ctx::duration time) { return seconds(time) + 's'; }

std::string short_time(ctx::duration time) {
    using tenths = std::chrono::duration<std::int64_t, std::ratio<1, 10'000>>;
    const bool exact =
        time % std::chrono::microseconds(1) == ctx::duration::zero();
    return ctx::format_duration(exact ? time
                                      : std::chrono::round<tenths>(time));
}

std::string_view file_of(const ctx::location& at) noexcept {
    const std::string_view path = at.file_name();
    return path.substr(path.rfind('/') + 1);
}

object_kind kind_of_object(const ctx::event& e) noexcept {
    using ctx::step;

    switch (e.what) {
        case step::go:
            return object_kind::goroutine;
        case step::send:
        case step::receive:
        case step::close:
        case step::timer:
            return object_kind::channel;
        case step::done:
        case step::derive:
        case step::cancel:
        case step::expire:
            return object_kind::context;
        case step::choose:
            if (e.object == 0) return object_kind::none;
            return e.text == to_string(step::done) ? object_kind::context
                                                   : object_kind::channel;
        default:
            return object_kind::none;
    }
}

bool is_blocking_call(ctx::step s) noexcept {
    using ctx::step;

    return s == step::sleep || s == step::send || s == step::receive ||
           s == step::done || s == step::select || s == step::wait;
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

}  // namespace ctxdemo
