// The tree of contexts, from the inside: the nodes that are no template, and
// how one is ended.
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

/// Ends `root` and everything below it, unless it is over already. `cause`,
/// which may be null, must outlive every reader: it belongs to `root` or to an
/// ancestor. The caller owns a share of `root`.
void cancel_tree(cancel_node& root, errc why, const error* cause,
                 const location& at) noexcept;

/// The same with a cause that is still the caller's; `root` has a slot for it.
void cancel_tree_because(cancel_node& root, const error& cause,
                         const location& at) noexcept;

/// Hangs `child` on `parent`, so that it is told when that is over. If it is
/// over already, `child` is ended at once instead, and this returns false. The
/// caller owns a share of `child`, on which nobody waits yet.
bool observe(cancel_node& parent, cancel_node& child, observer& through,
             const location& at) noexcept;

/// Takes `o` out of `parent`'s list if it is in one, and returns true if the
/// list owned a share of it, which is then the caller's.
[[nodiscard]] bool leave(cancel_node* parent, observer& o) noexcept;

/// The soonest deadline at or above `n`.
[[nodiscard]] std::optional<clock::time_point> deadline_of(
    const node* n) noexcept;

/// A node that takes a cause from its cancel function.
class cause_node final : public cancel_node {
public:
    using cancel_node::cancel_node;
    error* cause_slot() noexcept override { return &cause_; }

private:
    error cause_;  // guarded by mutex until word is set, then constant
};

/// A context canceled with whichever of its two parents ends first. The first
/// is node::parent(); the second is watched through a link of its own.
class merge_node final : public cancel_node {
public:
    merge_node(node* first, node* second);

    /// How the second parent's list refers to this node.
    struct link final : observer {
        link(merge_node& m, const node& second) noexcept
            : observer(role::link, list_below(second)), to(m) {}
        merge_node& to;
    };

    [[nodiscard]] node* second() const noexcept { return second_; }
    [[nodiscard]] link& second_link() noexcept { return link_; }

    bool own_deadline(std::int64_t& ticks) const noexcept override;
    void settled() noexcept override;
    void print(std::string& out) const override;

private:
    node* const second_;  // owned
    link link_;
    const std::optional<clock::time_point> deadline_;
};

/// The node that an observer of role child or link stands for.
[[nodiscard]] cancel_node& node_of(observer& o) noexcept;

}  // namespace ctx::detail
