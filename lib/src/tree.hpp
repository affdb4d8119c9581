// The tree of contexts from the inside: the nodes that are not templates, and
// how a node is canceled.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "ctx/clock.hpp"
#include "ctx/context.hpp"
#include "ctx/detail/node.hpp"
#include "ctx/error.hpp"
#include "ctx/location.hpp"
#include "timer_queue.hpp"

namespace ctx::detail {

/// Cancels `root` and everything below it, unless `root` is done already.
/// `cause`, which may be null, must outlive every reader: it belongs to `root`
/// or to an ancestor. The caller owns a share of `root`.
void cancel_tree(cancel_node& root, errc why, const error* cause,
                 const location& at) noexcept;

/// As cancel_tree(), with errc::canceled and a cause that is copied into the
/// slot of `root`, which must have one.
void cancel_tree_because(cancel_node& root, const error& cause,
                         const location& at) noexcept;

/// Subscribes `through`, which stands for `child`, to `parent`, so that
/// `child` is canceled with it. If `parent` is done already, cancels `child`
/// at once instead and returns false. The caller owns a share of `child`, on
/// which no thread waits yet.
bool subscribe(cancel_node& parent, cancel_node& child, subscriber& through,
               const location& at) noexcept;

/// Takes `s` out of `parent`'s list if it is in the list. Returns true if the
/// list owned a share, which is the caller's from now on.
[[nodiscard]] bool unsubscribe(cancel_node* parent, subscriber& s) noexcept;

/// The soonest deadline at or above `n`.
[[nodiscard]] std::optional<clock::time_point> deadline_of(
    const node* n) noexcept;

/// A node that takes a cause from its cancel function.
class cause_node final : public cancel_node {
public:
    using cancel_node::cancel_node;
    error* cause_slot() noexcept override { return &cause_; }

private:
    error cause_;  // guarded by mutex until state_word is set, then constant
};

/// A context canceled with its first or its second parent, whichever is done
/// first. The first is node::parent().
class merge_node final : public cancel_node {
public:
    merge_node(node* first, node* second);

    /// The entry in the second parent's list that stands for this node.
    struct link final : subscriber {
        link(merge_node& m, const node& second) noexcept
            : subscriber(subscriber_role::second_link, list_below(second)),
              merged(m) {}
        merge_node& merged;
    };

    [[nodiscard]] node* second_parent() const noexcept { return second_; }
    [[nodiscard]] link& second_link() noexcept { return link_; }

    [[nodiscard]] std::optional<clock::time_point> own_deadline()
        const noexcept override {
        return deadline_;
    }
    void detach() noexcept override;
    void print_opening(std::string& out) const override;
    void print(std::string& out) const override;

private:
    node* const second_;  // owned
    link link_;
    const std::optional<clock::time_point> deadline_;
};

/// The node that a subscriber of role child or second_link stands for.
[[nodiscard]] cancel_node& node_of(subscriber& s) noexcept;

}  // namespace ctx::detail
