// Go's context: deadlines, cancellation and request values, carried down a
// call tree.
//
// A context is a handle on a node of a tree. Deriving makes a child; canceling
// a node cancels everything below it, and nothing above. A node is one
// allocation. It lives as long as somebody can see it: while there is a handle
// to it (context or cancel function), a child of it, or, once functions wait
// on it (after_func.hpp), anything that could still cancel it. A forgotten
// cancel therefore leaks nothing.
//
// Every function here may be called from any thread at any time. None waits
// for another thread's user code.
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

#include "ctx/clock.hpp"
#include "ctx/detail/node.hpp"
#include "ctx/detail/recorded.hpp"
#include "ctx/detail/value.hpp"
#include "ctx/error.hpp"
#include "ctx/location.hpp"

namespace ctx {

class done_channel;

namespace detail {
struct access;
}

/// A key for values: a type of the caller's own with `==`, or a pointer to
/// one, so that no two packages can collide. Built-in types and std::string
/// are not keys and do not compile.
///
/// Source      Go: the rule in context.WithValue's documentation, made law.
template <class Key>
concept context_key = detail::own_type<Key> && std::equality_comparable<Key>;

/// A handle on a node of the context tree. One word, never null, cheap to
/// copy; pass it as the first parameter, by value or `const context&`.
///
/// Threads     all members are safe from any thread; assigning to one handle
///             while another thread reads that same handle is not.
/// Source      Go: context.Context.
class context {
public:
    /// The same as background().
    context() noexcept : node_(&detail::the_background) {}
    context(const context& other) noexcept : node_(other.node_) {
        node_->retain();
    }
    /// Leaves `other` as background().
    context(context&& other) noexcept
        : node_(std::exchange(other.node_, &detail::the_background)) {}
    context& operator=(context other) noexcept {
        std::swap(node_, other.node_);
        return *this;
    }
    ~context() { detail::node::release(node_); }

    /// Returns when this context is over by itself, or nullopt if never.
    ///
    /// Complexity  linear in the depth below the node with the deadline.
    /// Source      Go: Context.Deadline.
    [[nodiscard]] std::optional<clock::time_point> deadline() const noexcept;

    /// Returns what `select` and `wait` watch: ready once this context is
    /// over. A view: it must not outlive the last handle on the context.
    ///
    /// Source      Go: Context.Done.
    [[nodiscard]] done_channel done() const& noexcept;
    done_channel done() const&& = delete;

    /// Returns no error while live, then for ever `errc::canceled` or
    /// `errc::deadline_exceeded`. Set exactly when done() is ready.
    ///
    /// Complexity  one atomic load.
    /// Source      Go: Context.Err.
    [[nodiscard]] std::error_code err() const noexcept {
        const int state = node_->state();
        return state ? make_error_code(static_cast<errc>(state))
                     : std::error_code{};
    }

    /// Returns the value of type T that the nearest with_value stored under a
    /// key equal to `key`, or null if there is none or it is of another type.
    /// Points into the context: valid while a handle on it exists.
    ///
    ///     if (const auto* code = request.value<std::string>(trace_key{}))
    ///
    /// Complexity  linear in the depth.
    /// Source      Go: Context.Value with a type assertion.
    template <class T, context_key Key>
    [[nodiscard]] const T* value(const Key& key) const& noexcept {
        const auto* const found = detail::find_value(node_, key);
        return found ? static_cast<const T*>(found->value(detail::id_of<T>()))
                     : nullptr;
    }
    template <class T, context_key Key>
    const T* value(const Key& key) const&& = delete;

    /// True if both are handles on the same node.
    friend bool operator==(const context& a, const context& b) noexcept {
        return a.node_ == b.node_;
    }

private:
    friend struct detail::access;
    explicit context(detail::node* owned) noexcept : node_(owned) {}

    detail::node* node_;
};

/// Cancels one context when called. Copies share that context; a default
/// constructed one does nothing. Go: context.CancelFunc.
class cancel_func {
public:
    cancel_func() noexcept = default;

    /// Cancels the context with `errc::canceled`, and everything below it.
    /// Only the first call does anything. On return the whole subtree is
    /// canceled, unless another thread is canceling it at this moment: that
    /// one finishes it. Wakes whoever waits; does not wait for them.
    ///
    /// Complexity  linear in the size of the subtree; no allocation.
    void operator()(location at = location::current()) const noexcept;

private:
    friend struct detail::access;
    explicit cancel_func(context target) noexcept
        : target_(std::move(target)) {}

    context target_;
};

/// Cancels one context when called, saying why. Go: context.CancelCauseFunc.
class cancel_cause_func {
public:
    cancel_cause_func() noexcept = default;

    /// As cancel_func, and records `cause` for cause() here and below. No
    /// error, `cancel({})`, makes the cause `errc::canceled`, as in Go. If the
    /// context is over already, its cause stays.
    void operator()(error cause,
                    location at = location::current()) const noexcept;

private:
    friend struct detail::access;
    explicit cancel_cause_func(context target) noexcept
        : target_(std::move(target)) {}

    context target_;
};

/// A derived context and what cancels it:
///
///     auto [child, cancel] = ctx::with_cancel(parent);
struct cancelable {
    context child;
    cancel_func cancel;
};

/// A derived context and what cancels it with a cause.
struct cancelable_cause {
    context child;
    cancel_cause_func cancel;
};

/// Returns the root that is never canceled and has no values and no deadline;
/// what main, initialization and tests start from. Go: context.Background.
[[nodiscard]] inline context background() noexcept { return {}; }

/// Returns a root like background(), for where it is not yet clear which
/// context to pass. Go: context.TODO.
[[nodiscard]] context todo() noexcept;

/// Returns a child of `parent` that is canceled when its cancel function is
/// called, or with `parent`, whichever comes first. A child of a canceled
/// parent is born canceled.
///
/// Errors      child.err() is errc::canceled, or the parent's error.
/// Throws      std::bad_alloc.
/// Complexity  constant; one allocation. Where threads that derive from one
///             parent have to wait for each other, that gets 64 bytes for each
///             processor, once, and they no longer do.
/// Source      Go: context.WithCancel.
[[nodiscard]] cancelable with_cancel(const context& parent,
                                     location at = location::current());

/// As with_cancel; the cancel function takes the cause.
///
/// Source      Go: context.WithCancelCause.
[[nodiscard]] cancelable_cause with_cancel_cause(
    const context& parent, location at = location::current());

/// Returns a child of `parent` that is canceled at `deadline`, when its cancel
/// function is called, or with `parent`, whichever comes first.
///
/// `deadline`  on ctx::clock; one that has passed is over at once. Where it is
///             later than the parent's, the child is as with_cancel's and
///             reports the parent's deadline.
/// Errors      child.err() is errc::deadline_exceeded if time ran out,
///             errc::canceled if cancel came first, else the parent's error.
/// Throws      std::bad_alloc; std::system_error if the thread that drives
///             timers cannot be started.
/// Complexity  constant, however many timers are pending; no thread of its own.
/// Source      Go: context.WithDeadline.
[[nodiscard]] cancelable with_deadline(const context& parent,
                                       clock::time_point deadline,
                                       location at = location::current());

/// As with_deadline; `cause` is the cause if time runs out. The cancel
/// function does not set it.
///
/// Source      Go: context.WithDeadlineCause.
[[nodiscard]] cancelable with_deadline_cause(const context& parent,
                                             clock::time_point deadline,
                                             error cause,
                                             location at = location::current());

/// As with_deadline, `timeout` from now; zero or less is already over.
///
/// Source      Go: context.WithTimeout.
[[nodiscard]] cancelable with_timeout(const context& parent, duration timeout,
                                      location at = location::current());

/// As with_deadline_cause, `timeout` from now.
///
/// Source      Go: context.WithTimeoutCause.
[[nodiscard]] cancelable with_timeout_cause(const context& parent,
                                            duration timeout, error cause,
                                            location at = location::current());

/// Returns a child of `parent` with its values, but without its cancellation,
/// deadline and cause.
///
/// Throws      std::bad_alloc.
/// Source      Go: context.WithoutCancel.
[[nodiscard]] context without_cancel(const context& parent,
                                     location at = location::current());

/// Returns a child of `parent` in which the value of `key` is `value`. For
/// data of a request that crosses interfaces, not for optional parameters.
/// Text given as `const char*` is stored as a std::string.
///
/// Throws      std::bad_alloc, and what copying `key` and `value` throws.
/// Threads     values are shared by all who see the context: they must be
///             safe to read from several threads. They are destroyed by
///             whichever thread lets the context go.
/// Source      Go: context.WithValue.
template <context_key Key, class Value>
[[nodiscard]] context with_value(const context& parent, Key key, Value value,
                                 location at = location::current());

/// Returns a context canceled with whichever of `a` and `b` ends first, with
/// its error and cause. Its deadline is the sooner of theirs; its values are
/// those of `a`, then of `b`. Both live as long as the merged one; and while
/// functions wait on it (after_func), all three live until one is over, even
/// if nobody has a handle.
///
/// Throws      std::bad_alloc.
/// Complexity  constant; one allocation, no goroutine.
/// Source      beyond Go, where it takes an AfterFunc on the second context.
[[nodiscard]] cancelable merge(const context& a, const context& b,
                               location at = location::current());

/// Returns why `c` is over: the cause of the first cancellation of it or of a
/// context above it; `c.err()` if that gave none; no error while it is live.
///
/// Source      Go: context.Cause.
[[nodiscard]] error cause(const context& c);

/// Returns Go's printed form, derivation by derivation:
/// "context.Background.WithCancel.WithDeadline(... [50ms])". Deadlines are
/// shown as UTC, with what is left of them; in a bubble time starts at
/// 2000-01-01 00:00:00, as in testing/synctest. A key or value is shown by its
/// `to_string` if it has one, as itself if it is text, else by its type.
[[nodiscard]] std::string to_string(const context& c);

std::ostream& operator<<(std::ostream& out, const context& c);

// -- implementation ---------------------------------------------------------

namespace detail {

/// The library's way into its own handles.
struct access {
    static node* get(const context& c) noexcept { return c.node_; }
    static const context& target(const cancel_func& f) noexcept {
        return f.target_;
    }
    /// Wraps a node that the caller owns once.
    static context wrap(node* owned) noexcept { return context(owned); }
    static context share(node* n) noexcept {
        n->retain();
        return context(n);
    }
    /// The two handles on a new node that only the caller knows, and owns once.
    template <class Pair, class Cancel>
    static Pair pair(node* owned) noexcept {
        owned->retain_as_new();
        return {context(owned), Cancel(context(owned))};
    }
};

void note_birth(node& born, std::string_view how, const location& at);

/// Gives a new node its number in the event log, if there is a log: that of
/// the calling goroutine, or that its parent is in.
inline void record_birth(node& born, std::string_view how, const location& at) {
    if (is_recorded || born.parent()->log != 0) note_birth(born, how, at);
}

}  // namespace detail

template <context_key Key, class Value>
context with_value(const context& parent, Key key, Value value, location at) {
    using stored = detail::stored_value<Value>;
    auto child = detail::access::wrap(new detail::typed_value_node<Key, stored>(
        detail::access::get(parent), std::move(key), stored(std::move(value))));
    detail::record_birth(*detail::access::get(child), "with_value", at);
    return child;
}

}  // namespace ctx
