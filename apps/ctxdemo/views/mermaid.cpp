//     sequenceDiagram
//         participant g1 as main
//         participant g2 as worker
//         participant c1 as ctx
//         Note over g1,c1: 0s
//         g1->>g2: go
//         Note over g2: working
//         Note over g1,c1: 3s
//         g1-xc1: cancel
//         c1-->>g2: context canceled
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/mermaid.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/run/links.hpp"
#include "apps/ctxdemo/run/moment.hpp"
#include "apps/ctxdemo/views/caption.hpp"
#include "apps/ctxdemo/views/describe.hpp"
#include "lessons/support/printable.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;
using lessons::printable;

namespace {

constexpr bilingual cancel_label{"cancel", "取消"};
constexpr bilingual expire_label{"the deadline passes", "到期"};
constexpr bilingual follow_label{"is done as well", "跟着结束"};

bool is_letter(char c) {
    return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z');
}

// True if the character `c` has no meaning for Mermaid, wherever it stands.
bool is_safe(char c) {
    constexpr std::string_view safe = " _.,()[]/='!?*-";
    return static_cast<unsigned char>(c) >= 0x80 || is_letter(c) ||
           ('0' <= c && c <= '9') || safe.find(c) != std::string_view::npos;
}

// Returns `text` with entity codes for all that Mermaid may take for its own:
// most signs, and the word "end".
std::string label_of(std::string_view text) {
    const std::string shown = printable(text);
    std::string out;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const bool begins_word = i == 0 || !is_letter(shown[i - 1]);
        const auto word = shown.substr(i, 3);
        const bool is_end =
            begins_word && (word == "end" || word == "End" || word == "END");
        if (is_safe(shown[i]) && !is_end) {
            out += shown[i];
        } else {
            out += fmt::format("#{};", static_cast<int>(shown[i]));
        }
    }
    return out.empty() ? "#32;" : out;
}

bool ends_context(const ctx::event& e) {
    return e.what == ctx::step::cancel || e.what == ctx::step::expire;
}

class diagram {
public:
    diagram(const recording& r, language l) : r_(r), l_(l) {
        const run_links links = links_of(r);
        for (const auto& f : links.findings) findings_.emplace(f.event, f);
        for (const auto& h : links.handovers) handovers_.emplace(h.event, h);
    }

    [[nodiscard]] std::string text() {
        add_participants();
        for (moments m(r_); m.next();) {
            add_instant(m.now().time);
            for (const auto& e : m.now().last) add(m.now(), e);
        }
        return out_;
    }

private:
    // -- participants ---------------------------------------------------------

    [[nodiscard]] static std::string goroutine(std::uint32_t id) {
        return id == 0 ? "clock" : fmt::format("g{}", id);
    }
    [[nodiscard]] static std::string context(std::uint32_t id) {
        return fmt::format("c{}", id);
    }

    void add_participant(const std::string& id, std::string_view name) {
        line("participant {} as {}", id, label_of(name));
        if (first_.empty()) first_ = id;
        last_ = id;
    }

    // The clock has an arrow only if it ends a context or starts a goroutine.
    void add_participants() {
        out_ += "sequenceDiagram\n";
        const moment end = moment_at(r_, r_.steps.size());
        for (const auto& g : end.goroutines) {
            add_participant(goroutine(g.id), g.name);
        }
        const auto by_clock = [](const ctx::event& e) {
            return e.goroutine == 0 &&
                   (ends_context(e) || e.what == ctx::step::go);
        };
        if (std::ranges::any_of(r_.events, by_clock)) {
            add_participant(goroutine(0), clock_name(l_));
        }
        std::set<std::uint32_t> ended;
        for (const auto& e : r_.events) {
            if (ends_context(e)) ended.insert(e.object);
        }
        for (const auto id : ended) {
            add_participant(context(id), name_of_context(end, id));
        }
    }

    // -- arrows and notes -----------------------------------------------------

    template <class... Args>
    void line(fmt::format_string<Args...> text, Args&&... args) {
        out_ += "    " + fmt::format(text, std::forward<Args>(args)...) + '\n';
    }

    void add_instant(ctx::duration time) {
        if (time == time_) return;
        time_ = time;
        const auto over = first_ == last_ ? first_ : first_ + ',' + last_;
        line("Note over {}: {}", over, short_time(time));
    }

    void add(const moment& m, const ctx::event& e) {
        switch (e.what) {
            case ctx::step::go:
                line("{}->>{}: go", goroutine(e.goroutine),
                     goroutine(e.object));
                break;
            case ctx::step::print:
                line("Note over {}: {}", goroutine(e.goroutine),
                     label_of(e.text));
                break;
            case ctx::step::cancel:
            case ctx::step::expire:
                add_end(m, e);
                break;
            default:
                break;
        }
        add_links(m, static_cast<std::size_t>(&e - r_.events.data()));
    }

    // A context that is done with its parent has an arrow from the parent.
    void add_end(const moment& m, const ctx::event& e) {
        const auto c =
            std::ranges::find(m.contexts, e.object, &context_now::id);
        if (c != m.contexts.end() && ended_in_[c->parent] == m.step) {
            line("{}-x{}: {}", context(c->parent), context(e.object),
                 follow_label.in(l_));
        } else {
            const bool is_expired = e.what == ctx::step::expire;
            line("{}-x{}: {}", goroutine(e.goroutine), context(e.object),
                 (is_expired ? expire_label : cancel_label).in(l_));
        }
        ended_in_[e.object] = m.step;
    }

    void add_links(const moment& m, std::size_t event) {
        const auto [h, h_end] = handovers_.equal_range(event);
        for (auto it = h; it != h_end; ++it) {
            const handover& value = it->second;
            line("{}->>{}: {}", goroutine(value.from), goroutine(value.to),
                 label_of(
                     case_name(m, {ctx::step::receive, value.channel}, l_)));
        }
        const auto [f, f_end] = findings_.equal_range(event);
        for (auto it = f; it != f_end; ++it) {
            const ctx::event& end = r_.events[it->second.end];
            line("{}-->>{}: {}", context(end.object),
                 goroutine(it->second.goroutine), label_of(end.text));
        }
    }

    const recording& r_;
    const language l_;
    std::multimap<std::size_t, handover> handovers_;  // by event
    std::multimap<std::size_t, finding> findings_;    // likewise
    std::string first_, last_;                        // participants
    ctx::duration time_{-1};
    std::map<std::uint32_t, std::size_t> ended_in_;  // contexts, by step
    std::string out_;
};

}  // namespace

std::string mermaid_of(const recording& r, language l) {
    return diagram(r, l).text();
}

}  // namespace ctxdemo
