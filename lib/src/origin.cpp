// How contexts were made, and which context ended another.
#include "ctx/origin.hpp"

#include <array>
#include <cstddef>
#include <utility>

#include "ctx/detail/value.hpp"
#include "tree.hpp"

namespace ctx {
namespace detail {
namespace {

struct label_key {
    bool operator==(const label_key&) const = default;
};

std::string to_string(label_key) { return "label"; }

// The parent whose end ended `n`.
const node* parent_that_ended(const cancel_node& n) noexcept {
    return n.ended_by() == ender::parent
               ? n.parent()
               : static_cast<const merge_node&>(n).second_parent();
}

// `n` is done. So is each node on the way up (C4 in cancel.cpp).
const cancel_node* origin_of_end(const cancel_node* n) noexcept {
    while (n->ended_by() != ender::itself)
        n = parent_that_ended(*n)->canceler();
    return n;
}

// The parent of a merged node that has its deadline.
const node* parent_with_deadline(const cancel_node& merged) noexcept {
    return deadline_of(merged.parent()) == merged.own_deadline()
               ? merged.parent()
               : static_cast<const merge_node&>(merged).second_parent();
}

const cancel_node* origin_of_deadline(const cancel_node* n) noexcept {
    const auto deadline = n ? deadline_of(n) : std::nullopt;
    if (!deadline || *deadline == clock::time_point::max()) return nullptr;
    const cancel_node* origin = nullptr;
    while (n) {
        const bool is_merged = n->kind() == node_kind::merge;
        if (n->own_deadline() == deadline) {
            if (!is_merged) origin = n;
        } else if (is_merged) {
            break;  // what is above has no deadline, or a later one
        }
        n = (is_merged ? parent_with_deadline(*n) : n->parent())->canceler();
    }
    return origin;
}

}  // namespace

std::string_view to_string(maker m) noexcept {
    static constexpr std::array<std::string_view, 14> names = {
        "background",          "todo",
        "without_cancel",      "with_cancel",
        "with_cancel_cause",   "with_deadline",
        "with_deadline_cause", "with_timeout",
        "with_timeout_cause",  "notify_context",
        "with_stop_token",     "merge",
        "with_value",          "with_label",
    };
    static_assert(names.size() == std::size_t(maker::with_label) + 1);
    return names[std::size_t(m)];
}

bool has_deadline_above(const node& n) noexcept {
    const maker by = n.made().by;
    return maker::with_deadline <= by && by <= maker::with_timeout_cause &&
           !static_cast<const cancel_node&>(n).own_deadline();
}

const cancel_node* origin_of(const node& n, bool is_done) noexcept {
    return is_done ? origin_of_end(n.canceler())
                   : origin_of_deadline(n.canceler());
}

}  // namespace detail

std::optional<context> origin(const context& c) noexcept {
    detail::node* const n = detail::access::get(c);
    if (detail::maybe_chosen()) detail::look_at(*n);
    const auto* const from = detail::origin_of(*n, n->state() != 0);
    if (!from) return std::nullopt;
    // A handle may change the count of owners, which is no part of a node's
    // value.
    return detail::access::share(const_cast<detail::cancel_node*>(from));
}

std::string_view made_by(const context& c) noexcept {
    return to_string(detail::access::get(c)->made().by);
}

location made_at(const context& c) noexcept {
    return detail::access::get(c)->made().at;
}

context with_label(const context& parent, std::string label, location at) {
    using node = detail::typed_value_node<detail::label_key, std::string>;
    context child = detail::access::wrap(
        new node(detail::access::get(parent), {}, std::move(label),
                 {detail::maker::with_label, at}));
    detail::record_birth(*detail::access::get(child));
    return child;
}

std::string label(const context& c) {
    const auto* const text = c.value<std::string>(detail::label_key{});
    return text ? *text : std::string();
}

}  // namespace ctx
