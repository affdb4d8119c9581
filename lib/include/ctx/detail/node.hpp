// The nodes behind context handles. Users never name these; they are in a
// header because with_value's node is a template.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <system_error>

#include "ctx/detail/list.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/error.hpp"

namespace ctx::detail {

class cancel_node;
class reaper;
struct shard_table;

/// Identifies a type within the program, without RTTI's string comparison.
using type_id = const void*;
template <class T>
inline char type_anchor = 0;
template <class T>
[[nodiscard]] type_id id_of() noexcept {
    return &type_anchor<T>;
}

enum class node_kind : std::uint8_t {
    root,
    value,
    without_cancel,
    // From here on cancel_nodes:
    cancel,
    merge,
};

/// What every context points at: a reference count, the parent, and the
/// nearest ancestor (or self) that can be canceled.
///
/// A child owns its parent, so the chain upwards may be walked without locks.
class node {
public:
    node(const node&) = delete;
    node& operator=(const node&) = delete;

    /// Adds an owner. The caller must own the node already.
    void retain() noexcept {
        // Relaxed: a new owner is made from an existing one, so there is
        // nothing to order; release() does that at the other end.
        if (kind_ != node_kind::root) {
            refs_.fetch_add(1, std::memory_order_relaxed);
        }
    }

    /// Adds an owner unless the last one has gone; for those who only observe.
    [[nodiscard]] bool try_retain() noexcept;

    /// The same for a node that only its maker knows yet, and owns once.
    void retain_as_new() noexcept {
        // Relaxed: the node is published later, by what orders this too.
        refs_.store(2, std::memory_order_relaxed);
    }

    /// Drops an owner. The last one frees the node, and then its parent in
    /// turn, in a loop: a chain of a million needs no stack.
    static void release(node* n) noexcept {
        if (n->kind_ != node_kind::root && n->drop_owner()) release_last(n);
    }

    /// 0 while live, else the errc. One load, once the canceler is at hand.
    [[nodiscard]] inline int state() const noexcept;

    [[nodiscard]] node* parent() const noexcept { return parent_; }
    [[nodiscard]] cancel_node* canceler() const noexcept { return canceler_; }
    [[nodiscard]] node_kind kind() const noexcept { return kind_; }

    /// Appends this node's own part of the printed form: ".WithCancel".
    virtual void print(std::string& out) const = 0;

    // Constant once the node is published:
    std::uint32_t id = 0;   ///< in an event log; 0: it is in none
    std::uint32_t log = 0;  ///< the run's that is; 0: a bubble's

protected:
    /// Becomes a child of `parent`, owning it. `canceler` is the nearest
    /// cancelable ancestor, or the node itself.
    constexpr node(node_kind kind, node* parent, cancel_node* canceler) noexcept
        : kind_(kind), parent_(parent), canceler_(canceler) {
        if (parent_) shard_ = parent_->retain_as_child();
    }
    virtual ~node() = default;

    /// Says that others than its owners may find this node and ask for a share
    /// of it: a list, a timer queue, the watch for signals. Called before the
    /// first of them can.
    void set_findable() noexcept {
        if (!findable_) findable_ = true;
    }
    [[nodiscard]] bool is_findable() const noexcept { return findable_; }

private:
    friend class reaper;
    friend void spread_children(cancel_node& n) noexcept;

    // Flags beside the count of owners; shard.cpp says what they are about.
    static constexpr std::uint32_t has_shards = 1U << 31U;
    static constexpr std::uint32_t was_revived = 1U << 30U;
    static constexpr std::uint32_t count_mask = was_revived - 1;

    /// Adds a child to the owners. Returns the number of the shard where it is
    /// counted; 0: with the others.
    [[nodiscard]] inline std::uint8_t retain_as_child() noexcept;

    /// True if that was the last one, which may then still be counted, or the
    /// last that is not counted in a shard: the caller is to see to what
    /// becomes of the node.
    [[nodiscard]] bool drop_owner() noexcept {
        // Who has the only share of what nobody can find needs no exchange to
        // know that it is the last. Acquire: as below.
        if (!findable_ && refs_.load(std::memory_order_acquire) == 1) {
            return true;
        }
        // Release, and acquire for the last: everything the owners did to the
        // node happens before it is destroyed.
        const auto before = refs_.fetch_sub(1, std::memory_order_acq_rel);
        return before == 1 || before == (has_shards | 1);
    }

    /// The same for a child that is counted in `shard`.
    [[nodiscard]] bool drop_child(std::uint8_t shard) noexcept {
        return shard == 0 ? drop_owner() : drop_from_shard(shard);
    }

    [[nodiscard]] bool drop_from_shard(std::uint8_t shard) noexcept;
    static void release_last(node* n) noexcept;

    atomic<std::uint32_t> refs_{1};
    const node_kind kind_;
    plain<bool> findable_ = false;  // constant once published
    std::uint8_t shard_ = 0;        // of the parent's, where this is counted
    node* parent_;
    cancel_node* canceler_;
};

/// What background() is a handle on, from before the first constructor runs
/// until after the last destructor has.
extern node& the_background;

/// What hangs on a cancelable node and is told when it is over.
struct observer : hook {
    enum class role : std::uint8_t { child, link, waiter, function };
    explicit observer(role r, std::uint8_t number = 0) noexcept
        : what(r), shard(number) {}
    const role what;
    const std::uint8_t shard;   ///< whose list it is to join; 0: the node's own
    plain<bool> owned = false;  ///< the list owns a share of it; see node.cpp
};

/// Which list a new child of `parent`, or of the node that cancels that, is to
/// join: the number of a shard, or 0.
[[nodiscard]] inline std::uint8_t list_below(const node& parent) noexcept;

/// A node that can be canceled. See cancel.cpp for how.
class cancel_node : public node, public observer {
public:
    explicit cancel_node(node* parent,
                         node_kind kind = node_kind::cancel) noexcept
        : node(kind, parent, this),
          observer(role::child, list_below(*parent)) {}

    using node::is_findable;
    using node::set_findable;

    /// The deadline of this node itself, if it has one, as a count of its
    /// clock's ticks. False: ask the parent's.
    virtual bool own_deadline(std::int64_t& /*ticks*/) const noexcept {
        return false;
    }

    /// Called with no lock held when the node is over, and again when it goes:
    /// stops the timer, leaves the lists of both parents of a merged one.
    virtual void settled() noexcept {}

    /// Where a cause given by the caller is kept; null if the node takes none.
    virtual error* cause_slot() noexcept { return nullptr; }

    /// What can end a node by itself, its timer or a signal, does for it when
    /// its last owner has gone while functions wait on it: nothing, as there
    /// is no such source; keep it, with a share of its own; or it came in vain
    /// while the node had no owner.
    enum class source_answer : std::uint8_t { none, kept, missed };
    virtual source_answer ask_source() noexcept { return source_answer::none; }

    /// Ends the node as its source would have, if that was missed.
    virtual void end_by_source() noexcept {}

    void print(std::string& out) const override { out += ".WithCancel"; }

    /// How many had to wait for `mutex` to join `observers`. Guarded by it.
    std::uint8_t waits = 0;

    /// 0 while live, else the errc. Written once, under `mutex`, after
    /// `cause`, with release; every load of it is an acquire, so whoever sees
    /// a node canceled sees its cause too.
    atomic<int> word{0};

    small_mutex mutex;
    list observers;  ///< Guarded by `mutex`.

    /// Null: the cause is err() itself. Else it points into this node or an
    /// ancestor, which outlive every reader. Constant once `word` is set.
    plain<const error*> cause = nullptr;

    /// Where its children are instead, if many threads derive from it; see
    /// shard.cpp. Set once, under `mutex`; owned, and freed with the node.
    atomic<shard_table*> shards{nullptr};

protected:
    ~cancel_node() override = default;
};

/// Gives shards to a node that many threads derive from at once. The caller
/// owns a share of it, or of what is below it. Nothing happens without memory.
void spread_children(cancel_node& n) noexcept;

/// The number of the shard for the calling thread.
[[nodiscard]] std::uint8_t nearest_shard(const shard_table& t) noexcept;

/// Counts a child there, and returns that number.
[[nodiscard]] std::uint8_t retain_in_shard(shard_table& t) noexcept;

inline std::uint8_t list_below(const node& parent) noexcept {
    const cancel_node* const n = parent.canceler();
    // Acquire: pairs with the release store in spread_children().
    const auto* const t =
        n ? n->shards.load(std::memory_order_acquire) : nullptr;
    return t ? nearest_shard(*t) : std::uint8_t{0};
}

inline std::uint8_t node::retain_as_child() noexcept {
    if (kind_ >= node_kind::cancel) {
        // Acquire: pairs with the release store in spread_children().
        shard_table* const t = static_cast<cancel_node&>(*this).shards.load(
            std::memory_order_acquire);
        if (t) return retain_in_shard(*t);
    }
    retain();
    return 0;
}

inline int node::state() const noexcept {
    // Acquire: pairs with the release store in cancel.cpp's settle().
    return canceler_ ? canceler_->word.load(std::memory_order_acquire) : 0;
}

/// A node with a key and a value; value.hpp knows their types.
class value_node : public node {
public:
    [[nodiscard]] type_id key_type() const noexcept { return key_type_; }

    /// True if its key, which is of key_type(), equals `key`, which is too.
    [[nodiscard]] virtual bool has_key(const void* key) const noexcept = 0;

    /// Its value, or null if that is not a `type`.
    [[nodiscard]] virtual const void* value(type_id type) const noexcept = 0;

    /// The nearest at or above `from` with a key equal to `key`; null if there
    /// is none. Of the two sides of a merged node the first goes first.
    [[nodiscard]] static const value_node* find_in_merged(const node* from,
                                                          type_id key_type,
                                                          const void* key);

protected:
    value_node(node* parent, type_id key_type) noexcept
        : node(node_kind::value, parent, parent->canceler()),
          key_type_(key_type) {}

private:
    const type_id key_type_;
};

}  // namespace ctx::detail
