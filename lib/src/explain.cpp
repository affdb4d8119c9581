// The text of explain().
#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ctx/duration.hpp"
#include "ctx/origin.hpp"
#include "date.hpp"
#include "scheduler.hpp"
#include "tree.hpp"

namespace ctx {
namespace {

using detail::cancel_node;
using detail::ender;
using detail::merge_node;
using detail::node;
using detail::node_kind;
using detail::value_node;

bool is_cancelable(const node& n) noexcept {
    return n.kind() >= node_kind::cancel;
}

const node* second_parent(const node& n) noexcept {
    return n.kind() == node_kind::merge
               ? static_cast<const merge_node&>(n).second_parent()
               : nullptr;
}

// The nodes at and above a node, each once, after its parents. Without
// recursion, because a chain may be a million nodes long.
class chain {
public:
    explicit chain(const node& last) {
        climb(&last);
        while (!open_.empty()) {
            unfinished& n = open_.back();
            if (!n.has_second && second_parent(*n.what.of)) {
                n.has_second = true;
                climb(second_parent(*n.what.of));
            } else {
                links_.push_back(n.what);
                number_[n.what.of] = links_.size();
                open_.pop_back();
            }
        }
        look_at_all();
    }

    struct link {
        const node* of;
        int state = 0;  // when it was looked at; of a cancelable node only
    };

    [[nodiscard]] const std::vector<link>& links() const noexcept {
        return links_;
    }

    // The number of a node of the chain, from 1.
    [[nodiscard]] std::size_t number(const node* n) const {
        return number_.at(n);
    }

    [[nodiscard]] bool is_done(const cancel_node* n) const {
        return n && links_[number(n) - 1].state != 0;
    }

private:
    // A node that comes after its parents, which are still to be added.
    struct unfinished {
        link what;
        bool has_second = false;
    };

    void climb(const node* n) {
        for (; n && number_.try_emplace(n).second; n = n->parent()) {
            open_.push_back({{n}});
        }
    }

    // Looks at each node before its parents: see explain().
    void look_at_all() {
        for (auto l = links_.rbegin(); l != links_.rend(); ++l) {
            if (!is_cancelable(*l->of)) continue;
            if (detail::maybe_chosen()) detail::look_at(*l->of);
            l->state = l->of->state();
        }
    }

    std::vector<unfinished> open_;
    std::vector<link> links_;
    std::unordered_map<const node*, std::size_t> number_;
};

// The name of the type that `key` stands for; empty if it was compiled without
// run-time type information.
std::string name_of(detail::type_id key) {
    if (!key->marker) return "";
    std::string name = detail::type_name(*key->marker);
    constexpr std::string_view before = "ctx::detail::type_marker<";
    if (name.starts_with(before)) {
        name = name.substr(before.size(), name.size() - before.size() - 1);
    }
    return name;
}

// The lines of a text, in columns.
class account {
public:
    explicit account(const node& last)
        : chain_(last),
          origin_(origin_of(last, chain_.is_done(last.canceler()))),
          now_(detail::here().now()) {}

    [[nodiscard]] std::string text() const {
        std::vector<row> rows;
        std::array<std::size_t, columns> widths{};
        for (const auto& l : chain_.links()) {
            rows.push_back(row_of(l));
            for (std::size_t i = 0; i < columns; ++i) {
                widths[i] = std::max(widths[i], rows.back()[i].size());
            }
        }
        std::string out;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            out += chain_.links()[i].of == origin_ ? "> " : "  ";
            append(out, rows[i], widths);
        }
        return out;
    }

private:
    static constexpr std::size_t columns = 4;
    using row = std::array<std::string, columns>;

    static void append(std::string& out, const row& r,
                       const std::array<std::size_t, columns>& widths) {
        out.append(widths[0] - r[0].size(), ' ') += r[0] + ' ';
        for (std::size_t i = 1; i < columns; ++i) {
            out += r[i];
            out.append(widths[i] - r[i].size() + 2, ' ');
        }
        out.erase(out.find_last_not_of(' ') + 1) += '\n';
    }

    [[nodiscard]] row row_of(const chain::link& l) const {
        return {number(l.of), maker_of(*l.of), detail::place(l.of->made().at),
                is_cancelable(*l.of)
                    ? state_of(static_cast<const cancel_node&>(*l.of), l.state)
                    : std::string()};
    }

    [[nodiscard]] std::string number(const node* n) const {
        return std::to_string(chain_.number(n));
    }

    // "with_timeout", "with_label "db"", "with_cancel of 1", "merge of 2 and 5"
    [[nodiscard]] std::string maker_of(const node& n) const {
        std::string out(to_string(n.made().by));
        if (n.kind() == node_kind::value) {
            const auto& v = static_cast<const value_node&>(n);
            if (n.made().by == detail::maker::with_label) {
                const auto type = detail::id_of<std::string>();
                out += " \"" + *static_cast<const std::string*>(v.value(type)) +
                       '"';
            } else if (const auto key = name_of(v.key_type()); !key.empty()) {
                out += ' ' + key;
            }
        }
        if (const node* const second = second_parent(n)) {
            out += " of " + number(n.parent()) + " and " + number(second);
        } else if (n.parent() &&
                   chain_.number(n.parent()) + 1 != chain_.number(&n)) {
            out += " of " + number(n.parent());
        }
        return out;
    }

    // "live, due in 20ms", "canceled: disk full", "canceled with 2, due with 2"
    [[nodiscard]] std::string state_of(const cancel_node& n, int state) const {
        return (state == 0 ? "live" : end_of(n, static_cast<errc>(state))) +
               time_of(n);
    }

    [[nodiscard]] std::string end_of(const cancel_node& n, errc why) const {
        std::string out =
            why == errc::canceled ? "canceled" : "deadline exceeded";
        if (n.ended_by() != ender::itself) {
            const node* const parent =
                n.ended_by() == ender::parent ? n.parent() : second_parent(n);
            out += " with " + number(parent->canceler());
        } else if (n.cause && *n.cause != error(why)) {
            out += ": " + n.cause->message();
        }
        return out;
    }

    [[nodiscard]] std::string time_of(const cancel_node& n) const {
        if (has_deadline_above(n)) {
            return ", due with " + number(origin_of(n, false));
        }
        const auto deadline = n.own_deadline();
        if (!deadline || n.kind() == node_kind::merge) return "";
        if (*deadline == clock::time_point::max()) return ", never due";
        const duration left = detail::difference(*deadline, now_);
        if (left == duration::zero()) return ", due now";
        return left > duration::zero()
                   ? ", due in " + format_duration(left)
                   : ", due " +
                         format_duration(detail::difference(now_, *deadline)) +
                         " ago";
    }

    const chain chain_;
    const cancel_node* const origin_;
    const clock::time_point now_;
};

}  // namespace

std::string explain(const context& c) {
    return account(*detail::access::get(c)).text();
}

}  // namespace ctx
