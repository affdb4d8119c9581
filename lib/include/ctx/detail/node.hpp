// The nodes behind context handles. Users never name them; they are in a header
// because with_value's node is a template.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <system_error>

#include "ctx/clock.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/detail/list.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/detail/type_id.hpp"
#include "ctx/error.hpp"
#include "ctx/location.hpp"

namespace ctx::detail {

class cancel_node;
class reaper;
struct shard_table;

enum class node_kind : std::uint8_t {
    root,
    value,
    without_cancel,
    // The kinds from here on are cancel_nodes:
    cancel,
    merge,
};

/// The public functions that make contexts. In this order each kind of node is
/// found with a comparison or two.
enum class maker : std::uint8_t {
    background,
    todo,
    without_cancel,
    with_cancel,
    with_cancel_cause,
    with_deadline,
    with_deadline_cause,
    with_timeout,
    with_timeout_cause,
    notify_context,
    with_stop_token,
    merge,
    with_value,
    with_label,
};

[[nodiscard]] constexpr node_kind kind_of(maker by) noexcept {
    if (by >= maker::with_value) return node_kind::value;
    if (by == maker::merge) return node_kind::merge;
    if (by >= maker::with_cancel) return node_kind::cancel;
    return by <= maker::todo ? node_kind::root : node_kind::without_cancel;
}

/// The call that made a node.
struct birth {
    maker by;
    location at;
};

/// The reason why a node is done: its own cancel function, deadline or signal,
/// or the end of a parent.
enum class ender : std::uint8_t { itself, parent, second_parent };

/// The object that a context points at, with a reference count and a parent. A
/// node's *canceler* is the nearest node that can be canceled: the node itself
/// or an ancestor.
///
/// A child owns its parent, so a thread may walk up the chain without locks. An
/// owner is said to have a share of the node.
class node {
public:
    node(const node&) = delete;
    node& operator=(const node&) = delete;

    /// Adds an owner. The caller must own the node already.
    void retain() noexcept {
        // Relaxed: the caller's own share keeps the node alive, so there is
        // nothing to order here. drop_owner() orders the other end.
        if (kind() != node_kind::root) {
            refs_.fetch_add(1, std::memory_order_relaxed);
        }
    }

    /// Adds an owner and returns true, unless the last owner has gone. For
    /// callers that found the node without owning it.
    [[nodiscard]] CTX_EXPORT bool try_retain() noexcept;

    /// Adds an owner to a new node, which has one and is known to no other
    /// thread.
    void retain_as_new() noexcept {
        // Relaxed: the step that publishes the node later orders this too.
        refs_.store(2, std::memory_order_relaxed);
    }

    /// Drops an owner. The last one frees the node, and then its ancestors as
    /// far as they have no other owner, in a loop: a chain of a million nodes
    /// needs no stack.
    static void release(node* n) noexcept {
        if (n->kind() != node_kind::root && n->drop_owner()) release_last(n);
    }

    /// 0 while live, else the errc. Costs one load, from the canceler.
    [[nodiscard]] inline int state() const noexcept;

    [[nodiscard]] node* parent() const noexcept { return parent_; }
    [[nodiscard]] cancel_node* canceler() const noexcept { return canceler_; }
    [[nodiscard]] node_kind kind() const noexcept { return kind_of(made_by_); }
    /// True for a value node and a merged node, which a search for a value does
    /// not pass by. One comparison, because searches are long.
    [[nodiscard]] bool is_searched() const noexcept {
        return made_by_ >= maker::merge;
    }
    [[nodiscard]] birth made() const noexcept { return {made_by_, made_at_}; }

    /// Appends this node's own part of the printed form: ".WithCancel".
    virtual void print(std::string& out) const = 0;

    /// Appends what stands before the forms of this node's ancestors, if its
    /// own form encloses theirs: "Merge(".
    virtual void print_opening(std::string&) const {}

    // Constant once the node is published:
    std::uint32_t id = 0;  ///< the number in an event log; 0: none
    std::uint32_t log =
        0;  ///< the run_log's number; 0: none, or a bubble's log

protected:
    /// Becomes a child of `parent`, owning it. `canceler` is the nearest
    /// ancestor that can be canceled, or the node itself.
    constexpr node(node* parent, cancel_node* canceler,
                   const birth& made) noexcept
        : made_by_(made.by),
          parent_(parent),
          canceler_(canceler),
          made_at_(made.at) {
        if (parent_) shard_ = parent_->retain_as_child();
    }
    virtual ~node() = default;

    /// Says that threads that do not own this node may find it and ask for a
    /// share: in a list, in a timer queue, in the signal watch, or above a
    /// merged node. The caller says so before the first of them can, and owns a
    /// share.
    void set_findable() noexcept {
        if (!is_findable()) findable_.store(true, std::memory_order_relaxed);
    }
    [[nodiscard]] bool is_findable() const noexcept {
        // Relaxed, both: see drop_owner().
        return findable_.load(std::memory_order_relaxed);
    }

private:
    friend class cancel_node;
    friend class reaper;
    friend void spread_children(cancel_node& n) noexcept;

    // Flags beside the count of owners; shard.cpp explains them (S3, S5).
    static constexpr std::uint32_t has_shards = 1U << 31U;
    static constexpr std::uint32_t was_revived = 1U << 30U;
    static constexpr std::uint32_t count_mask = was_revived - 1;

    /// Adds a child to the owners. Returns the number of the shard that counts
    /// the child; 0: the node's own count does.
    [[nodiscard]] inline std::uint8_t retain_as_child() noexcept;

    /// Drops an owner that no shard counts. Returns true if it was the last
    /// one of these. The caller must then free the node or find an owner for
    /// it; the count may still be 1.
    [[nodiscard]] bool drop_owner() noexcept {
        // A sole owner of a node that nobody can find needs no atomic exchange
        // to drop it. Acquire: pairs with the release of the fetch_sub below,
        // by which the other owners went. If one of them made the node findable
        // before it went, only the second look is sure to see that.
        if (!is_findable() && refs_.load(std::memory_order_acquire) == 1 &&
            !is_findable()) {
            return true;
        }
        // Release, and acquire for the last owner; the two pair with each
        // other: everything the owners did to the node happens before it is
        // destroyed.
        const auto before = refs_.fetch_sub(1, std::memory_order_acq_rel);
        return before == 1 || before == (has_shards | 1);
    }

    /// As drop_owner(), for a child that `shard` counts.
    [[nodiscard]] bool drop_child(std::uint8_t shard) noexcept {
        return shard == 0 ? drop_owner() : drop_from_shard(shard);
    }

    [[nodiscard]] bool drop_from_shard(std::uint8_t shard) noexcept;
    CTX_EXPORT static void release_last(node* n) noexcept;

    atomic<std::uint32_t> refs_{1};
    const maker made_by_;
    atomic<bool> findable_{false};  // never changes back
    std::uint8_t shard_ = 0;        // the parent's shard that counts this node

    // The end of a cancel_node, which has no room for it: 0 while live, else
    // the errc and, in the upper half, the ender. Written once, under the
    // node's mutex, after its cause (C1 in cancel.cpp).
    atomic<std::uint8_t> end_{0};

    node* parent_;
    cancel_node* canceler_;
    const location made_at_;
};

/// The node behind background(), which exists before the first constructor runs
/// and after the last destructor.
extern CTX_EXPORT node& the_background;

/// The kinds of subscribers that a cancelable node has.
enum class subscriber_role : std::uint8_t {
    child,
    second_link,  ///< a merged node, as its second parent knows it
    waiter,       ///< a case of a select
    function,     ///< a function registered by after_func
};

/// An entry in the list of a cancelable node, told when the node is done.
struct subscriber : hook {
    explicit subscriber(subscriber_role r,
                        std::uint8_t shard_number = 0) noexcept
        : role(r), shard(shard_number) {}
    const subscriber_role role;
    const std::uint8_t shard;  ///< the shard to join; 0: the node's own list

    /// True while the list owns a share of the node that this stands for (O3 in
    /// node.cpp).
    plain<bool> list_owns = false;
};

/// The list that a new child of `parent` joins, in the canceler of `parent`:
/// the number of a shard, or 0.
[[nodiscard]] inline std::uint8_t list_below(const node& parent) noexcept;

/// A node that can be canceled. cancel.cpp says how.
class cancel_node : public node, public subscriber {
public:
    cancel_node(node* parent, const birth& made) noexcept
        : node(parent, this, made),
          subscriber(subscriber_role::child, list_below(*parent)) {}

    using node::is_findable;
    using node::set_findable;

    /// The deadline of this node itself. None: its ancestors' deadline holds.
    [[nodiscard]] virtual std::optional<clock::time_point> own_deadline()
        const noexcept {
        // A copy of a constant is returned in registers. g++ builds a nullopt
        // in memory instead, which made context::deadline() ten times as slow.
        static constexpr std::optional<clock::time_point> none;
        return none;
    }

    /// Gives up what only a live node needs: its timer, the signal watch's
    /// share of it, a merged node's places in the lists of its parents. Called
    /// with no lock held, when the node is done and again before it is freed.
    virtual void detach() noexcept {}

    /// Where a cause given by the caller is kept; null if the node takes none.
    virtual error* cause_slot() noexcept { return nullptr; }

    /// The answer of a node's source, which is its timer or the signal watch,
    /// when the last owner has gone and functions are still registered (O3 in
    /// node.cpp).
    enum class adoption : std::uint8_t {
        no_source,  ///< the node has none
        adopted,    ///< the source has a share, or is just firing with one
        missed,     ///< the source fired in vain while the node had no owner
    };
    virtual adoption ask_source() noexcept { return adoption::no_source; }

    /// Cancels the node as its source would have, after adoption::missed.
    virtual void cancel_for_source() noexcept {}

    void print(std::string& out) const override { out += ".WithCancel"; }

    /// As node::state(), which pairs with the release in cancel.cpp's
    /// mark_done(), so that a thread that sees a node done sees its cause too.
    [[nodiscard]] int state(
        std::memory_order order = std::memory_order_acquire) const noexcept {
        return end_.load(order) & 0xF;
    }

    /// Why the node is done. The calling thread has seen it done.
    [[nodiscard]] ender ended_by() const noexcept {
        // Relaxed: the end is constant by now.
        return static_cast<ender>(end_.load(std::memory_order_relaxed) >> 4);
    }

    /// Marks the node as done. The caller holds `mutex`, or is the only thread
    /// that knows the node, and has set `cause`.
    void set_end(errc why, ender by, std::memory_order order) noexcept {
        end_.store(static_cast<std::uint8_t>(static_cast<int>(why) |
                                             static_cast<int>(by) << 4),
                   order);
    }

    /// How often a thread had to wait for `mutex` to join `subscribers`.
    /// Guarded by `mutex`.
    std::uint8_t waits_to_join = 0;

    small_mutex mutex;
    list subscribers;  ///< Guarded by `mutex`.

    /// Null: the cause is err() itself. Otherwise it points into this node or
    /// an ancestor, which outlive every reader. Constant once the node is
    /// done.
    plain<const error*> cause = nullptr;

    /// The lists and counts of the children, if many threads derive from this
    /// node; see shard.cpp. Set once, under `mutex`; owned by the node.
    atomic<shard_table*> shards{nullptr};

protected:
    ~cancel_node() override = default;
};

/// Gives shards to a node that many threads derive from at once. The caller
/// owns a share of the node or of a descendant. Does nothing if there is no
/// memory.
void spread_children(cancel_node& n) noexcept;

/// The number of the shard for the calling thread.
[[nodiscard]] CTX_EXPORT std::uint8_t nearest_shard(
    const shard_table& t) noexcept;

/// Counts a child in the shard for the calling thread, and returns the shard's
/// number.
[[nodiscard]] CTX_EXPORT std::uint8_t retain_in_shard(shard_table& t) noexcept;

inline std::uint8_t list_below(const node& parent) noexcept {
    const cancel_node* const n = parent.canceler();
    // Acquire: pairs with the release store in spread_children().
    const auto* const t =
        n ? n->shards.load(std::memory_order_acquire) : nullptr;
    return t ? nearest_shard(*t) : std::uint8_t{0};
}

inline std::uint8_t node::retain_as_child() noexcept {
    if (kind() >= node_kind::cancel) {
        // Acquire: pairs with the release store in spread_children().
        shard_table* const t = static_cast<cancel_node&>(*this).shards.load(
            std::memory_order_acquire);
        if (t) return retain_in_shard(*t);
    }
    retain();
    return 0;
}

inline int node::state() const noexcept {
    return canceler_ ? canceler_->state() : 0;
}

/// A node with a key and a value; value.hpp knows their types.
class value_node : public node {
public:
    [[nodiscard]] type_id key_type() const noexcept { return key_type_; }

    /// True if the node's key equals `key`, which is of key_type() too.
    [[nodiscard]] virtual bool has_key(const void* key) const = 0;

    /// The node's value, or null if that is not of `type`.
    [[nodiscard]] virtual const void* value(type_id type) const noexcept = 0;

    /// The nearest node at or above `from` with a key equal to `key`; null if
    /// there is none. At a merged node the first parent's side goes first.
    /// Throws what comparing keys throws, and std::bad_alloc.
    [[nodiscard]] CTX_EXPORT static const value_node* find_in_merged(
        const node* from, type_id key_type, const void* key);

protected:
    value_node(node* parent, type_id key_type, const birth& made) noexcept
        : node(parent, parent->canceler(), made), key_type_(key_type) {}

private:
    const type_id key_type_;
};

}  // namespace ctx::detail
