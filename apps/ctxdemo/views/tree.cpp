// A row for each context, depth first. The branch of a row begins with the
// stems of the contexts above it:
//
//     background
//     ├─ server WithCancel [live]
//     │  └─ request WithTimeout [expired at 1s: context deadline exceeded]
//     └─ audit WithValue [live]
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/tree.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/screen/width.hpp"
#include "apps/ctxdemo/views/describe.hpp"
#include "apps/ctxdemo/views/filled.hpp"

namespace ctxdemo {

using lessons::bilingual;
using lessons::language;

namespace {

constexpr bilingual live_text{"[live]", "[有效]"};
constexpr bilingual live_until_text{"[live, deadline {}]",
                                    "[有效，截止时间 {}]"};
constexpr bilingual canceled_text{"[canceled at {}: {}]", "[{} 时取消：{}]"};
constexpr bilingual expired_text{"[expired at {}: {}]", "[{} 时到期：{}]"};

constexpr bilingual left_out{"{} more: t", "还有 {} 个：t"};

constexpr const char* blank_stem = "   ";

struct row {
    std::uint32_t id = 0;
    std::string branch;
    std::string name;   // such as "request"
    std::string state;  // such as "WithCancel [live]"
    look as = look::plain;
};

std::string state_of(const context_now& c, language l) {
    using state = context_now::state;
    if (c.is != state::live) {
        return filled(c.is == state::canceled ? canceled_text : expired_text, l,
                      short_time(c.done_at), c.cause);
    }
    if (!c.deadline) return std::string(live_text.in(l));
    return filled(live_until_text, l, short_time(*c.deadline));
}

// Adds the contexts below `parent`.
void add_children(std::vector<tree_row>& rows, const moment& m,
                  std::uint32_t parent, std::size_t depth, language l) {
    std::vector<const context_now*> children;
    for (const auto& child : m.contexts) {
        if (child.parent == parent) children.push_back(&child);
    }
    for (const auto* child : children) {
        rows.push_back({child->id, depth, child == children.back(),
                        name_of_context(m, child->id), child->how, child->is,
                        state_of(*child, l)});
        add_children(rows, m, child->id, depth + 1, l);
    }
}

std::vector<row> rows_of(const moment& m, const canvas& c) {
    std::vector<row> rows;
    std::vector<std::string> stems;  // one for each depth above the row
    for (const auto& r : tree_rows(m, c.language)) {
        if (r.depth == 0) {
            rows.push_back({r.id, "", r.name, "", look::strong});
            continue;
        }
        stems.resize(r.depth - 1);
        std::string branch;
        for (const auto& stem : stems) branch += stem;
        branch += r.is_last ? c.signs.tree_last : c.signs.tree_branch;
        stems.emplace_back(r.is_last ? blank_stem : c.signs.tree_stem);
        const bool live = r.is == context_now::state::live;
        rows.push_back({r.id, branch, r.name, r.how + ' ' + r.state,
                        live ? look::good : look::bad});
    }
    return rows;
}

// The branch of a row that continues a row with `branch`.
std::string continued(const std::string& branch, const signs& s) {
    const bool is_last = branch.ends_with(s.tree_last);
    const auto end = is_last ? s.tree_last.size() : s.tree_branch.size();
    return branch.substr(0, branch.size() - end) +
           (is_last ? blank_stem : std::string(s.tree_stem));
}

// Returns a row without its looks.
std::string row_text(const row& r) {
    return r.branch + r.name + (r.name.empty() || r.state.empty() ? "" : " ") +
           r.state;
}

frame draw_rows(const std::vector<row>& rows, const canvas& c) {
    frame f(c.width, rows.size());
    for (std::size_t y = 0; y < rows.size(); ++y) {
        const row& r = rows[y];
        const bool fits = width_of(row_text(r)) <= c.width;
        const std::size_t end = c.width - (fits || c.width == 0 ? 0 : 1);
        std::size_t x = f.put(0, y, r.branch, look::dim, end);
        if (!r.name.empty()) {
            x = f.put(x, y, r.name, r.state.empty() ? r.as : look::plain, end) +
                1;
        }
        if (!r.state.empty()) x = f.put(x, y, r.state, r.as, end);
        if (!fits) f.put(std::min(x, end), y, c.signs.more, look::dim);
    }
    return f;
}

// Adds a context and those above it to `kept`, the background first, if there
// is room for them all.
void keep_branch(std::set<std::uint32_t>& kept, const moment& m,
                 std::uint32_t id, std::size_t room) {
    std::set<std::uint32_t> branch{0};
    while (id != 0) {
        branch.insert(id);
        const auto c = std::ranges::find(m.contexts, id, &context_now::id);
        id = c == m.contexts.end() ? 0 : c->parent;
    }
    branch.insert(kept.begin(), kept.end());
    if (branch.size() <= room) kept = std::move(branch);
}

std::set<std::uint32_t> most_important(const moment& m, std::size_t room) {
    std::set<std::uint32_t> kept;
    for (const auto& e : m.last) {
        const bool has_context =
            e.what == ctx::step::derive || e.what == ctx::step::cancel ||
            e.what == ctx::step::expire || e.what == ctx::step::done;
        if (has_context) keep_branch(kept, m, e.object, room);
    }
    for (auto c = m.contexts.rbegin(); c != m.contexts.rend(); ++c) {
        keep_branch(kept, m, c->id, room);
    }
    return kept;
}

}  // namespace

std::vector<tree_row> tree_rows(const moment& m, language l) {
    std::vector<tree_row> rows(1);
    rows[0].name = "background";
    add_children(rows, m, 0, 1, l);
    return rows;
}

frame draw_tree(const moment& m, const canvas& c) {
    return draw_rows(rows_of(m, c), c);
}

frame draw_tree(const moment& m, std::size_t height, const canvas& c) {
    auto rows = rows_of(m, c);
    if (rows.size() <= height) return draw_rows(rows, c);
    const std::size_t before = rows.size();
    const auto kept = most_important(m, height - 1);
    std::erase_if(rows, [&](const row& r) { return !kept.contains(r.id); });
    rows.push_back({0, "", filled(left_out, c.language, before - rows.size()),
                    "", look::accent});
    return draw_rows(rows, c);
}

frame draw_whole_tree(const moment& m, const canvas& c) {
    std::vector<row> rows;
    for (const row& r : rows_of(m, c)) {
        const std::size_t indent = width_of(r.branch);
        if (width_of(row_text(r)) <= c.width) {
            rows.push_back(r);
            continue;
        }
        rows.push_back({r.id, r.branch, r.name, "", r.as});
        if (r.state.empty()) continue;
        const std::size_t room = c.width > indent ? c.width - indent : 1;
        for (const auto& part : wrapped_to(r.state, room)) {
            rows.push_back(
                {r.id, continued(r.branch, c.signs), "", part, r.as});
        }
    }
    return draw_rows(rows, c);
}

}  // namespace ctxdemo
