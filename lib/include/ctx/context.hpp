// Go's context: deadlines, cancellation and request values, carried down a
// call tree.
//
//     auto [request, cancel] = ctx::with_timeout(ctx::background(), 2s);
//     const ctx::defer cleanup(cancel);
//     while (!request.err()) work_a_little(request);
//
// Rules for the whole header:
// 1. Tree. Deriving makes a child context. Canceling a context cancels every
//    context derived from it, except below without_cancel, and no context
//    above it.
// 2. Done. A context is done once it is canceled or its deadline is exceeded.
//    A context that is done stays done, with the same error and cause.
// 3. Order. The cancel call that makes a context done happens before any thread
//    finds the context done, by err(), cause(), done() or after_func.
// 4. Order in the tree. A cancellation reaches a context before the contexts
//    derived from it. Another thread may therefore find a context done while
//    a context below it is not done yet.
// 5. Lifetime. A context lives while there is a handle on it (a context, a
//    cancel function, a stop function) or a context derived from it. A parent
//    does not keep its children, so a forgotten cancel leaks nothing. While a
//    function of after_func waits for it, a context also lives as long as
//    anything can still cancel it.
// 6. Threads. Every function here may be called from any thread, and none
//    waits for another thread's user code. (Under run_options::every_step a
//    function may wait for the observer.)
// 7. Calls that a context ends. A call that blocks, and whose first argument is
//    a context, such as `jobs.receive(c)`, `m.lock(c)` or `sleep_for(c, 1s)`,
//    returns when its work is done or the context is done, whichever comes
//    first. A context that is done already always ends the call, where Go's
//    select would choose by chance. The call returns an empty error code if its
//    work is done. Otherwise it returns c.err(), and nothing was sent, received
//    or locked. A call in a destructor that runs during unwinding may find that
//    no goroutine is left to wake it (goroutine.hpp, rule 3). It then returns
//    errc::canceled, even if the context is not done.
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
#include "ctx/detail/chosen.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/detail/node.hpp"
#include "ctx/detail/recorded.hpp"
#include "ctx/detail/value.hpp"
#include "ctx/error.hpp"
#include "ctx/location.hpp"

namespace ctx {

class done_channel;

namespace detail {
struct access;

/// The return type of deleted functions, which shows in the error message.
struct a_key_is_a_class_or_enum_of_your_own_with_equality {};
}  // namespace detail

/// A key for values: a class or enumeration of the caller's own that has `==`,
/// or a pointer to such a class, so that two packages cannot use the same key
/// by accident. Built-in types, strings and string views do not compile.
///
/// Source      Go: a rule in the documentation of context.WithValue, which the
///             compiler enforces here.
template <class Key>
concept context_key = detail::is_own_type<Key> && std::equality_comparable<Key>;

/// A handle on a context: a deadline, a cancellation signal and values. A
/// handle is one word and never null. Pass a context as the first parameter, by
/// value or as `const context&`.
///
/// Threads     all members are safe from any thread. Assigning to a handle
///             while another thread uses that same handle is a data race.
/// Complexity  copying a handle adds one to an atomic counter; copying a
///             handle on a root, and moving, touch no counter.
/// Source      Go: context.Context.
class context {
public:
    /// Makes a handle on background().
    context() noexcept : node_(&detail::the_background) {}
    context(const context& other) noexcept : node_(other.node_) {
        node_->retain();
    }
    /// Moves the handle, and leaves `other` a handle on background().
    context(context&& other) noexcept
        : node_(std::exchange(other.node_, &detail::the_background)) {}
    context& operator=(context other) noexcept {
        std::swap(node_, other.node_);
        return *this;
    }
    ~context() { detail::node::release(node_); }

    /// Returns the deadline of this context, which may come from a context
    /// above it. Returns nullopt if there is none. A context that is done still
    /// reports its deadline.
    ///
    /// Complexity  linear in the number of cancelable contexts from this one
    ///             up to the one that has the deadline.
    /// Source      Go: Context.Deadline.
    [[nodiscard]] CTX_EXPORT std::optional<clock::time_point> deadline()
        const noexcept;

    /// Returns what a goroutine waits on until this context is done, alone
    /// (`c.done().wait()`) or in a select (select.hpp).
    ///
    /// Lifetime    the result is a view, and must not outlive the last handle
    ///             on this context.
    /// Source      Go: Context.Done.
    [[nodiscard]] done_channel done() const& noexcept;
    done_channel done() const&& = delete;

    /// Returns the empty code until this context is done. From then on it
    /// returns `errc::canceled` or `errc::deadline_exceeded`, always the same
    /// of the two. The error is set exactly when done() is ready.
    ///
    /// Complexity  one atomic load, no lock.
    /// Source      Go: Context.Err.
    [[nodiscard]] std::error_code err() const noexcept {
        if (detail::maybe_chosen()) detail::look_at(*node_);
        const int state = node_->state();
        return state ? make_error_code(static_cast<errc>(state))
                     : std::error_code{};
    }

    /// Returns the value that the nearest with_value, at this context or above
    /// it, stored under a key equal to `key`. Returns null if there is no such
    /// key, or if the value under the nearest one is not exactly of type T.
    ///
    ///     if (const auto* code = request.value<std::string>(trace_key{}))
    ///
    /// `key`       is compared, with `==`, to the keys of exactly its own type.
    ///             Types are the same in all shared libraries of a program that
    ///             are compiled with run-time type information, except types in
    ///             an anonymous namespace, in a function, or made of such
    ///             types.
    /// Throws      what the comparison throws; std::bad_alloc, but only below a
    ///             merge.
    /// Lifetime    the pointer is valid while a handle on this context exists.
    /// Complexity  linear in the number of contexts above this one, each of
    ///             which is visited once. No lock, and no allocation unless
    ///             more than 16 of these contexts are made by merge, or more
    ///             than 32 contexts are on a merge's first side.
    /// Source      Go: Context.Value with a type assertion.
    template <class T, context_key Key>
    [[nodiscard]] const T* value(const Key& key) const& {
        const auto* const found = detail::find_value(node_, key);
        return found ? static_cast<const T*>(found->value(detail::id_of<T>()))
                     : nullptr;
    }
    template <class T, context_key Key>
    const T* value(const Key& key) const&& = delete;
    template <class T, class Key>
    detail::a_key_is_a_class_or_enum_of_your_own_with_equality value(
        const Key& key) const& = delete;

    /// Returns true if both are handles on the same context.
    friend bool operator==(const context& a, const context& b) noexcept {
        return a.node_ == b.node_;
    }

private:
    friend struct detail::access;
    explicit context(detail::node* owned) noexcept : node_(owned) {}

    detail::node* node_;
};

/// A view of a context, to wait on until the context is done; made by
/// context::done().
///
/// Threads     all members are safe from any thread.
/// Lifetime    valid while a handle on the context exists. A goroutine that
///             waits on the context keeps it alive.
/// Source      Go: the channel that Context.Done returns.
class done_channel {
public:
    /// Blocks until the context is done. Blocks for ever if the context can
    /// never be done.
    ///
    /// Throws      goroutine_exit, as any blocking call (goroutine.hpp).
    /// Complexity  constant, but for the wait; no allocation, unless steps are
    ///             recorded.
    /// Source      Go: <-ctx.Done().
    CTX_EXPORT void wait(location at = location::current()) const;

    /// Blocks until the context is done, and returns true, or until `d` has
    /// passed, and returns false. A `d` of zero or less returns ready(). A `d`
    /// of `duration::max()`, or a longer time of any unit, never passes.
    ///
    /// Throws      what sleep_for(c, d) throws (goroutine.hpp).
    /// Complexity  constant, but for the wait; one allocation if `d` is
    ///             positive.
    /// Source      Go: select with the cases <-ctx.Done() and <-time.After(d).
    [[nodiscard]] CTX_EXPORT bool wait_for(
        any_duration d, location at = location::current()) const;

    /// Returns true if the context is done.
    ///
    /// Complexity  one atomic load.
    [[nodiscard]] bool ready() const noexcept {
        if (detail::maybe_chosen()) detail::look_at(*node_);
        return node_->state() != 0;
    }

    /// Returns true if the context can be done at all. Returns false for
    /// background(), for todo(), for a context of without_cancel, and for those
    /// that with_value derives from such a context.
    ///
    /// Source      Go: ctx.Done() != nil.
    [[nodiscard]] explicit operator bool() const noexcept {
        return node_->canceler() != nullptr;
    }

private:
    friend class context;
    friend class done_case;
    explicit done_channel(detail::node& n) noexcept : node_(&n) {}

    detail::node* node_;
};

inline done_channel context::done() const& noexcept {
    return done_channel(*node_);
}

/// Cancels one context when called. Copies cancel the same context. A default
/// constructed cancel_func does nothing.
///
/// Lifetime    a cancel function keeps its context alive.
/// Source      Go: context.CancelFunc.
class cancel_func {
public:
    cancel_func() noexcept = default;

    /// Cancels the context, and every context derived from it, with
    /// `errc::canceled`. Does nothing to a context that is done already.
    ///
    /// The call wakes the goroutines that wait for these contexts, but does
    /// not wait for them. When all contexts of the subtree are done, it hands
    /// the functions registered by after_func to their executors. On return
    /// the whole subtree is done, except for a part that another thread is
    /// canceling at the same time: the other thread finishes that part.
    ///
    /// Threads     safe from any thread, any number of times, and under locks,
    ///             unless an executor given to after_func needs them.
    /// Complexity  linear in the size of the subtree. No recursion; no
    ///             allocation, unless functions start or steps are recorded.
    CTX_EXPORT void operator()(
        location at = location::current()) const noexcept;

private:
    friend struct detail::access;
    explicit cancel_func(context target) noexcept
        : target_(std::move(target)) {}

    context target_;
};

/// Cancels one context when called, and records the cause. Otherwise it is as
/// cancel_func.
///
/// Lifetime    a cancel function keeps its context alive.
/// Source      Go: context.CancelCauseFunc.
class cancel_cause_func {
public:
    cancel_cause_func() noexcept = default;

    /// Cancels as cancel_func does, and makes `cause` what cause() returns for
    /// the context and for the contexts that are canceled with it. If the
    /// context is done already, its cause stays as it is.
    ///
    /// `cause`     any error. The empty one, `cancel({})`, makes the cause
    ///             `errc::canceled`, as nil does in Go.
    CTX_EXPORT void operator()(
        error cause, location at = location::current()) const noexcept;

private:
    friend struct detail::access;
    explicit cancel_cause_func(context target) noexcept
        : target_(std::move(target)) {}

    context target_;
};

/// A derived context and its cancel function:
///
///     auto [child, cancel] = ctx::with_cancel(parent);
struct cancelable {
    context child;
    cancel_func cancel;
};

/// A derived context and its cancel function, which takes a cause.
struct cancelable_cause {
    context child;
    cancel_cause_func cancel;
};

/// Returns the root context, which is never done and has no values and no
/// deadline. Main, initialization and tests derive from it.
///
/// Lifetime    usable before main, and while static objects are destroyed.
/// Complexity  no allocation.
/// Source      Go: context.Background.
[[nodiscard]] inline context background() noexcept { return {}; }

/// Returns a second root, which differs from background() in name only. Use
/// todo() where it is not clear yet which context to pass.
///
/// Lifetime    as background().
/// Complexity  no allocation.
/// Source      Go: context.TODO.
[[nodiscard]] CTX_EXPORT context todo() noexcept;

/// Returns a child of `parent` that is canceled when its cancel function is
/// called, or with `parent`, whichever comes first. A child of a parent that
/// is done is done from the start, with the parent's error and cause.
///
/// Errors      child.err() is errc::canceled if cancel came first, else the
///             parent's error.
/// Throws      std::bad_alloc.
/// Complexity  constant; one allocation. A parent that several threads derive
///             from at once grows by 64 bytes per processor, one time, so that
///             they stop waiting for each other.
/// Source      Go: context.WithCancel.
[[nodiscard]] CTX_EXPORT cancelable
with_cancel(const context& parent, location at = location::current());

/// Returns the same as with_cancel, with a cancel function that takes a cause.
///
/// Source      Go: context.WithCancelCause.
[[nodiscard]] CTX_EXPORT cancelable_cause
with_cancel_cause(const context& parent, location at = location::current());

/// Returns a child of `parent` that is canceled at `deadline`, when its cancel
/// function is called, or with `parent`, whichever comes first.
///
/// `deadline`  an instant of the calling thread's ctx::clock, in any unit
///             (any_time_point). If it is not after now, the child is done at
///             once. If it is later than the parent's deadline, the child is
///             like one that with_cancel returns, and reports the parent's
///             deadline.
/// Errors      child.err() is errc::deadline_exceeded if time ran out,
///             errc::canceled if cancel came first, else the parent's error.
/// Throws      std::bad_alloc; std::system_error if the thread that drives
///             timers cannot be started; what any_time_point throws.
/// Threads     outside a bubble, one thread of the process cancels all contexts
///             whose deadline has come, each at its deadline or later.
/// Lifetime    a child made in a bubble may outlive the bubble, but its
///             deadline then does not cancel it any more.
/// Complexity  linear in the number of cancelable contexts from `parent` up to
///             the one that has its deadline; independent of the number of
///             pending timers. One allocation.
/// Source      Go: context.WithDeadline.
[[nodiscard]] CTX_EXPORT cancelable
with_deadline(const context& parent, any_time_point deadline,
              location at = location::current());

/// Returns the same as with_deadline, with a cause for the case that time runs
/// out.
///
/// `cause`     what cause() returns if the child is done because `deadline`
///             was exceeded. It is not used if the child is canceled, or if
///             the parent's deadline is not later than `deadline`.
/// Source      Go: context.WithDeadlineCause.
[[nodiscard]] CTX_EXPORT cancelable
with_deadline_cause(const context& parent, any_time_point deadline, error cause,
                    location at = location::current());

/// Returns the same as with_deadline, with a deadline `timeout` from now.
///
/// `timeout`   time on the calling thread's ctx::clock. Zero or less makes a
///             child that is done at once. `duration::max()`, and a longer
///             time of any unit, never runs out.
/// Throws      as with_deadline; what any_duration throws.
/// Source      Go: context.WithTimeout.
[[nodiscard]] CTX_EXPORT cancelable
with_timeout(const context& parent, any_duration timeout,
             location at = location::current());

/// Returns the same as with_deadline_cause, with a deadline `timeout` from now.
///
/// Source      Go: context.WithTimeoutCause.
[[nodiscard]] CTX_EXPORT cancelable
with_timeout_cause(const context& parent, any_duration timeout, error cause,
                   location at = location::current());

/// Returns a child of `parent` that has the values of `parent` but is never
/// done. The child has no deadline, no error and no cause.
///
/// Throws      std::bad_alloc.
/// Complexity  constant; one allocation.
/// Source      Go: context.WithoutCancel.
[[nodiscard]] CTX_EXPORT context
without_cancel(const context& parent, location at = location::current());

/// Returns a child of `parent` in which the value of `key` is `value`. Use it
/// for data of a request that crosses interfaces, not for optional parameters.
/// The child is done exactly when `parent` is.
///
/// `value`     is stored as its own type, and text given as `const char*` as a
///             std::string.
/// Throws      std::bad_alloc; what moving `key` and `value` throws.
/// Threads     the value must be safe to read from several threads, because all
///             threads that have the context share it.
/// Lifetime    the thread that drops the last handle destroys the value, with
///             no lock held.
/// Complexity  constant; one allocation.
/// Source      Go: context.WithValue.
template <context_key Key, class Value>
[[nodiscard]] context with_value(const context& parent, Key key, Value value,
                                 location at = location::current());

/// Does not compile: see context_key.
template <class Key, class Value>
detail::a_key_is_a_class_or_enum_of_your_own_with_equality with_value(
    const context& parent, Key key, Value value,
    location at = location::current()) = delete;

/// Returns a child of both `a` and `b` that is canceled when its cancel
/// function is called, or with the first of the two to be done. Its deadline
/// is the sooner of theirs. Its values are those of `a`, and, for a key that
/// `a` does not have, those of `b`.
///
/// Errors      child.err() is errc::canceled if cancel came first, else the
///             error of the parent that was done first. The same holds for the
///             cause. If both parents are done already, `a` counts.
/// Throws      std::bad_alloc.
/// Lifetime    while a function of after_func waits for the child, the child
///             lives until it is done, or nothing can cancel either parent any
///             more. It does not keep its parents then.
/// Complexity  as calling deadline() on both; one allocation, no goroutine.
/// Source      beyond Go, where a program calls AfterFunc on the second
///             context.
[[nodiscard]] CTX_EXPORT cancelable merge(const context& a, const context& b,
                                          location at = location::current());

/// Returns why `c` is done: the cause given to the cancellation that reached
/// `c` first, or `c.err()` if no cause was given. Returns no error until `c` is
/// done.
///
/// Lifetime    the result is a value, and independent of the context.
/// Complexity  constant; no lock and no allocation.
/// Source      Go: context.Cause.
[[nodiscard]] CTX_EXPORT error cause(const context& c) noexcept;

/// Returns Go's printed form, one part for each derivation:
/// "context.Background.WithCancel.WithDeadline(... [50ms])".
///
/// A deadline is shown as a date in UTC, with the time that is left. In a
/// bubble time starts at 2000-01-01 00:00:00, as in testing/synctest. A key or
/// a value that is text is shown as itself; another one by its `to_string`, or,
/// if it has none, by the name of its type.
///
/// A context of merge has the form "Merge(first, second)". If there are several
/// ways up to it, its second and later forms are "Merge(...)". Once a form is
/// longer than 10,000 characters, any context that it has already is shown as
/// "(...)", so that a form is never much longer than its contexts.
///
/// Throws      std::bad_alloc; what those `to_string` functions throw.
/// Complexity  linear in the number of contexts above `c`. No recursion.
/// Source      Go: the String method of its contexts.
[[nodiscard]] CTX_EXPORT std::string to_string(const context& c);

/// Writes what to_string returns.
///
/// Throws      as to_string; what `out` throws.
CTX_EXPORT std::ostream& operator<<(std::ostream& out, const context& c);

// -- implementation ---------------------------------------------------------

namespace detail {

/// Gives the library access to the nodes behind handles.
struct access {
    static node* get(const context& c) noexcept { return c.node_; }
    static const context& target(const cancel_func& f) noexcept {
        return f.target_;
    }
    /// Makes a handle of the caller's share of `owned`.
    static context wrap(node* owned) noexcept { return context(owned); }
    /// Makes a handle with a new share of `n`.
    static context share(node* n) noexcept {
        n->retain();
        return context(n);
    }
    /// Makes the two handles on a new node. Only the caller knows the node, and
    /// has its only share, which the handles take over.
    template <class Pair, class Cancel>
    static Pair pair(node* owned) noexcept {
        owned->retain_as_new();
        return {context(owned), Cancel(context(owned))};
    }
    /// Makes a cancel function of the caller's share of `owned`.
    static cancel_func cancel_of(node* owned) noexcept {
        return cancel_func(context(owned));
    }
};

/// Makes the handles on `born`, which only the caller knows and has the only
/// share of, and puts it below its parent. For kinds of nodes that a header of
/// its own has.
[[nodiscard]] CTX_EXPORT cancelable derive_as(cancel_node* born);

/// Numbers a new node and adds the step to the log.
CTX_EXPORT void note_birth(node& born);

/// Gives a new node its number in an event log: the log of the calling
/// goroutine, or else the log that the node's parent is in. Does nothing if
/// there is neither.
inline void record_birth(node& born) {
    if (maybe_chosen() && born.canceler() == &born) note_new(&born);
    if (is_recorded || born.parent()->log != 0) note_birth(born);
}

}  // namespace detail

template <context_key Key, class Value>
context with_value(const context& parent, Key key, Value value, location at) {
    using stored = detail::stored_value<Value>;
    auto child = detail::access::wrap(new detail::typed_value_node<Key, stored>(
        detail::access::get(parent), std::move(key), stored(std::move(value)),
        detail::birth{detail::maker::with_value, at}));
    detail::record_birth(*detail::access::get(child));
    return child;
}

}  // namespace ctx
