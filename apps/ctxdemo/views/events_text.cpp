// SPDX-License-Identifier: MIT
#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/views/caption.hpp"
#include "apps/ctxdemo/views/describe.hpp"
#include "apps/ctxdemo/views/events.hpp"
#include "lessons/support/printable.hpp"

namespace ctxdemo {

using ctx::event;
using ctx::event_case;
using ctx::step;
using lessons::language;
using lessons::printable;

namespace {

// A longer text in a column moves the rest of its line to the right.
constexpr std::size_t widest_column = 32;

using fields = std::vector<std::string>;

std::string name_of_channel(const moment& m, std::uint32_t id) {
    const auto& names = *m.names;
    if (const auto it = names.channels.find(id); it != names.channels.end()) {
        return it->second;
    }
    if (const auto it = names.timers.find(id); it != names.timers.end()) {
        return "timer of " + it->second;
    }
    return id == 0 ? "channel" : fmt::format("channel {}", id);
}

std::string case_text(const moment& m, const event_case& c) {
    return fmt::format("{} {}", to_string(c.what),
                       c.what == step::done ? name_of_context(m, c.object)
                                            : name_of_channel(m, c.object));
}

std::string all_cases(const moment& m, const event& e) {
    std::string text;
    for (const event_case& c : e.cases) {
        if (!text.empty()) text += ", ";
        text += case_text(m, c);
    }
    return e.text.ends_with("default") ? text + ", default" : text;
}

// "receive results": the text of the event is "chan receive".
std::string chosen_case(const moment& m, const event& e) {
    switch (kind_of_object(e)) {
        case object_kind::context:
            return case_text(m, {step::done, e.object});
        case object_kind::channel:
            return fmt::format("{} {}", e.text.substr(e.text.rfind(' ') + 1),
                               name_of_channel(m, e.object));
        default:
            return e.text;
    }
}

// The subject of the event.
std::string subject_of(const moment& m, const event& e, language l) {
    switch (e.what) {
        case step::go:
            return name_of_goroutine(m, e.object, l);
        case step::send:
        case step::receive:
        case step::close:
            return name_of_channel(m, e.object);
        case step::done:
            return name_of_context(m, e.object);
        case step::select:
            return all_cases(m, e);
        case step::choose:
            return chosen_case(m, e);
        case step::wait:
            return wait_group_at(*m.names, e.where);
        case step::derive:
            return fmt::format("{} = {}({})", name_of_context(m, e.object),
                               e.text, name_of_context(m, e.other));
        case step::cancel:
        case step::expire:
            return fmt::format("{}: {}", name_of_context(m, e.object), e.text);
        default:
            return e.text;
    }
}

std::string place_of(const ctx::location& at) {
    if (at.line() == 0) return "";
    return fmt::format("{}:{}", file_of(at), at.line());
}

// Returns the rows in columns, without blanks at the ends of lines.
std::string in_columns(const std::vector<fields>& rows) {
    std::vector<std::size_t> widths;
    for (const fields& r : rows) {
        widths.resize(std::max(widths.size(), r.size()));
        for (std::size_t i = 0; i < r.size(); ++i) {
            const auto width = std::min(width_of(r[i]), widest_column);
            widths[i] = std::max(widths[i], width);
        }
    }
    std::string out;
    for (const fields& r : rows) {
        std::string line;
        for (std::size_t i = 0; i < r.size(); ++i) {
            const auto width = width_of(r[i]);
            line += r[i] + "  ";
            line.append(widths[i] - std::min(widths[i], width), ' ');
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + '\n';
    }
    return out;
}

}  // namespace

std::string events_text(const recording& r, language l) {
    std::vector<fields> rows;
    for (moments m(r); m.next();) {
        const moment& now = m.now();
        for (const event& e : now.last) {
            const bool first = &e == now.last.data();
            rows.push_back({short_time(e.time),
                            name_of_goroutine(now, e.goroutine, l),
                            std::string(to_string(e.what)),
                            printable(subject_of(now, e, l)), place_of(e.where),
                            first ? caption(now, l) : ""});
        }
    }
    return in_columns(rows);
}

}  // namespace ctxdemo
