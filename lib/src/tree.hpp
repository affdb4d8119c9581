// The tree of contexts from the inside: the nodes that are not templates, and
// how a node is canceled.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "ctx/clock.hpp"
#include "ctx/context.hpp"
#include "ctx/detail/chosen.hpp"
#include "ctx/detail/node.hpp"
#include "ctx/error.hpp"
#include "ctx/location.hpp"
#include "timer_queue.hpp"

namespace ctx::detail {

/// Cancels `root` and everything below it, unless `root` is done already.
/// `cause`, which may be null, must outlive every reader: it belongs to `root`
/// or to an ancestor. `by` says whether a parent's end is the reason. The
/// caller owns a share of `root`.
void cancel_tree(cancel_node& root, errc why, const error* cause,
                 const location& at, ender by = ender::itself) noexcept;

/// As cancel_tree(), with errc::canceled and a cause that is copied into the
/// slot of `root`, which must have one.
void cancel_tree_because(cancel_node& root, const error& cause,
                         const location& at) noexcept;

/// Begins, for an exploration, an operation that derives from `above`.
inline void begin_join(const node& above, const location& at) noexcept {
    if (above.canceler()) before_use(above.canceler(), use::join, at);
}

/// Subscribes `through`, which stands for `child`, to `parent`, so that
/// `child` is canceled with it. If `parent` is done already, cancels `child`
/// at once instead and returns false. The caller owns a share of `child`, on
/// which no thread waits yet.
bool subscribe(cancel_node& parent, cancel_node& child, subscriber& through,
               const location& at) noexcept;

/// Takes `s` out of `parent`'s list if it is in the list. Returns true if the
/// list owned a share, which is the caller's from now on.
[[nodiscard]] bool unsubscribe(cancel_node* parent, subscriber& s) noexcept;

/// A child of `parent` that only its cancel function or `parent` cancels.
[[nodiscard]] cancelable derive_cancelable(const context& parent,
                                           const birth& made);

/// The soonest deadline at or above `n`.
[[nodiscard]] std::optional<clock::time_point> deadline_of(
    const node* n) noexcept;

/// True if `n` was made with a deadline, but has none of its own because its
/// parent's is sooner.
[[nodiscard]] bool has_deadline_above(const node& n) noexcept;

/// The name of a function: "with_cancel".
[[nodiscard]] std::string_view to_string(maker m) noexcept;

/// The node at or above `n` that made the canceler of `n` done, if `is_done`,
/// or else the node whose deadline will. Null if there is none.
[[nodiscard]] const cancel_node* origin_of(const node& n,
                                           bool is_done) noexcept;

/// A node that takes a cause from its cancel function.
class cause_node final : public cancel_node {
public:
    using cancel_node::cancel_node;
    error* cause_slot() noexcept override { return &cause_; }

private:
    error cause_;  // guarded by mutex until the node is done, then constant
};

/// A context canceled with its first or its second parent, whichever is done
/// first. The first is node::parent().
class merge_node final : public cancel_node {
public:
    merge_node(node* first, node* second, const location& at);

    /// The entry in the second parent's list that stands for this node.
    struct link final : subscriber {
        link(merge_node& m, const node& second) noexcept
            : subscriber(subscriber_role::second_link, list_below(second)),
              merged(m) {}
        merge_node& merged;
    };

    [[nodiscard]] node* second_parent() const noexcept { return second_; }
    [[nodiscard]] link& second_link() noexcept { return link_; }

    // For the reaper (M3 and M4 in merge.cpp), which has a share of this node.

    /// Gives the list of each parent a share of this node.
    enum class given : std::uint8_t {
        no_list,   ///< nothing above this node can be canceled
        shares,    ///< the caller takes this node's shares of its parents
        too_late,  ///< a thread that has a share is canceling this node
    };
    [[nodiscard]] given give_to_lists() noexcept;

    /// Gives the caller the share of the second parent; null if it is gone.
    [[nodiscard]] node* take_second() noexcept {
        return std::exchange(second_, nullptr);
    }

    /// Forgets the parent whose list `s` has left. The caller has the list's
    /// share of this node.
    void forget_list_of(const subscriber& s) noexcept;

    merge_node* next_adopted = nullptr;  ///< for the reaper

    [[nodiscard]] std::optional<clock::time_point> own_deadline()
        const noexcept override {
        return deadline_;
    }
    void detach() noexcept override;
    void print_opening(std::string& out) const override;
    void print(std::string& out) const override;

private:
    // The places of the two parents in `above_`.
    enum place : std::uint8_t { in_first, in_second };

    void leave(place where, subscriber& entry) noexcept;

    node* second_;  // owned; null once this node is adopted (M3)
    link link_;
    const std::optional<clock::time_point> deadline_;

    atomic<bool> adopted_{false};  // M5
    small_mutex above_mutex_;
    // Once this node is adopted, the parents whose lists own it. Not owned;
    // guarded by above_mutex_.
    plain<cancel_node*> above_[2] = {nullptr, nullptr};
};

/// The node that a subscriber of role child or second_link stands for.
[[nodiscard]] cancel_node& node_of(subscriber& s) noexcept;

/// Calls merge_node::forget_list_of() if `s` stands for a merged node. The
/// caller has taken over the share that a list owned.
inline void forget_list_of(subscriber& s) noexcept {
    cancel_node& n = node_of(s);
    if (n.kind() == node_kind::merge) {
        static_cast<merge_node&>(n).forget_list_of(s);
    }
}

}  // namespace ctx::detail
