// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/views/tree.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "apps/ctxdemo/run/event_text.hpp"
#include "apps/ctxdemo/screen/width.hpp"

namespace ctxdemo {

namespace {

struct row {
    std::string branch;
    std::string name;
    std::string state;
    look as = look::plain;
};

row row_of(const context_now& c, std::string branch) {
    const std::string deadline =
        c.deadline ? ", deadline " + short_time(*c.deadline) : "";
    if (c.is == context_now::state::live) {
        return {std::move(branch), c.how, "[live" + deadline + ']', look::good};
    }
    const char* how =
        c.is == context_now::state::canceled ? "[canceled" : "[expired";
    return {std::move(branch), c.how,
            how + (" at " + short_time(c.over_at)) + ": " + c.cause + ']',
            look::bad};
}

class walk {
public:
    walk(const std::vector<context_now>& all, const signs& s)
        : all_(all), signs_(s) {}

    // What hangs on `parent`, below rows that begin with `stem`.
    void add(std::uint32_t parent, const std::string& stem) {
        std::vector<const context_now*> children;
        for (const auto& c : all_) {
            if (c.parent == parent) children.push_back(&c);
        }
        for (const auto* c : children) {
            const bool last = c == children.back();
            rows_.push_back(row_of(
                *c, stem + std::string(last ? signs_.last : signs_.branch)));
            add(c->id, stem + (last ? "   " : std::string(signs_.stem)));
        }
    }

    [[nodiscard]] const std::vector<row>& rows() const { return rows_; }

private:
    const std::vector<context_now>& all_;
    const signs& signs_;
    std::vector<row> rows_;
};

// What goes on beside a row that is below one with this branch.
std::string below(const std::string& branch, const signs& s) {
    const bool is_last = branch.ends_with(s.last);
    const auto end = is_last ? s.last.size() : s.branch.size();
    return branch.substr(0, branch.size() - end) +
           (is_last ? "   " : std::string(s.stem));
}

void draw_row(frame& f, std::size_t y, const row& r, const signs& s) {
    std::size_t x = f.put(0, y, r.branch, look::dim);
    if (!r.name.empty()) x = f.put(x, y, r.name) + 1;
    f.put_cut(x, y, r.state, s.more, r.as);
}

}  // namespace

frame draw_tree(const moment& m, std::size_t width, const signs& s) {
    walk tree(m.contexts, s);
    tree.add(0, "");
    frame f(width, tree.rows().size() + 1);
    f.put(0, 0, "background", look::strong);
    for (std::size_t y = 0; y < tree.rows().size(); ++y) {
        draw_row(f, y + 1, tree.rows()[y], s);
    }
    return f;
}

frame draw_whole_tree(const moment& m, std::size_t width, const signs& s) {
    walk tree(m.contexts, s);
    tree.add(0, "");
    std::vector<row> rows;
    for (const row& r : tree.rows()) {
        const std::size_t indent = width_of(r.branch);
        if (width_of(r.branch + r.name + ' ' + r.state) <= width) {
            rows.push_back(r);
            continue;
        }
        rows.push_back({r.branch, r.name, "", r.as});
        const std::size_t room = width > indent ? width - indent : 1;
        for (const auto& part : wrapped_to(r.state, room)) {
            rows.push_back({below(r.branch, s), "", part, r.as});
        }
    }
    frame f(width, rows.size() + 1);
    f.put(0, 0, "background", look::strong);
    for (std::size_t y = 0; y < rows.size(); ++y)
        draw_row(f, y + 1, rows[y], s);
    return f;
}

}  // namespace ctxdemo
