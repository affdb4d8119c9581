// One call of a function for all goroutines that need its result at the same
// time.
//
//     ctx::singleflight<std::string, page> loads;
//     const auto [found, err, shared] =
//         loads.run(request, url, [=] { return load(url); });
//     if (err) return err;
//     show(*found);
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "ctx/channel.hpp"
#include "ctx/context.hpp"
#include "ctx/detail/caught.hpp"
#include "ctx/detail/chosen.hpp"
#include "ctx/detail/sync.hpp"
#include "ctx/error.hpp"
#include "ctx/location.hpp"
#include "ctx/wait_group.hpp"

namespace ctx {

namespace detail {

template <class F, class T>
concept returns =
    std::invocable<F> && std::convertible_to<std::invoke_result_t<F>, T>;

}  // namespace detail

/// What a caller gets from a singleflight.
template <class T>
struct flight_result {
    /// The value that the function returned, which all callers share; null if
    /// there is an error.
    std::shared_ptr<const T> value;

    /// The exception that left the function, or c.err() of this caller.
    error err;

    /// True if another caller came while the function ran.
    bool shared = false;
};

/// Runs a function for a key at most once at a time: a caller that comes while
/// the function runs waits for its result instead of running it again. Nothing
/// is kept after that: the next caller runs its own function.
///
/// `Key`       can be copied, and has a std::hash and `==`. These run under a
///             lock, and must neither throw nor use this library.
/// Order       the end of the function happens before the end of each run()
///             that returns its result.
/// Threads     all members are safe from any thread. The value is read by
///             several threads.
/// Lifetime    the destructor waits for the functions that run, so they may use
///             by reference what is older than the singleflight.
/// Complexity  a call for a key that no function runs for makes a goroutine and
///             a few allocations; another is one lookup, but for the wait.
/// Source      Go: golang.org/x/sync/singleflight.Group.
template <class Key, class T>
class singleflight {
public:
    /// Makes a singleflight for which no function runs.
    ///
    /// Throws      std::bad_alloc.
    singleflight() : state_(std::make_shared<state>()) {}
    singleflight(const singleflight&) = delete;
    singleflight& operator=(const singleflight&) = delete;

    /// Blocks until all functions have returned.
    ///
    /// Throws      goroutine_exit, as any blocking call, unless it runs during
    ///             unwinding.
    ~singleflight() noexcept(false) { state_->running.wait(); }

    /// Runs `f` in a new goroutine, unless a function runs for `key` already,
    /// and blocks until the one for `key` has returned, or `c` is done. If `c`
    /// is done first, only this caller leaves: the function goes on.
    ///
    /// `f`         is destroyed before its callers go on. It may use `c`, but
    ///             then fails with the first caller's context, for all callers.
    ///             It may call run() for another key; for the same key it waits
    ///             for itself.
    /// Errors      the result has the exception that left the function; or
    ///             c.err(), also if `c` was done before the call, and then
    ///             nothing is run; or errc::canceled if the function did not
    ///             end, because its goroutine could not start or was ended with
    ///             its scope.
    /// Throws      goroutine_exit, as any blocking call; as ctx::go.
    /// Source      Go: Group.DoChan and a select. Group.Do is
    ///             run(background(), key, f), in the goroutine of its caller.
    template <detail::returns<T> F>
    [[nodiscard]] flight_result<T> run(const context& c, const Key& key, F f,
                                       location at = location::current());

    /// Forgets that a function runs for `key`: the next caller runs its own.
    /// The callers that wait still get the result of the function. Never
    /// blocks.
    ///
    /// Source      Go: Group.Forget.
    void forget(const Key& key, location at = location::current()) {
        state_->forget(key, at);
    }

private:
    // A function that runs, or has returned.
    struct flight {
        explicit flight(const Key& of) : key(of) {}

        const Key key;
        flight_result<T> result;  // constant once `landed` is closed
        channel<char> landed;
        // True once a second caller came. Guarded by state::mutex_.
        bool has_joined = false;
    };
    using flight_ptr = std::shared_ptr<flight>;
    using map = std::unordered_map<Key, flight_ptr>;

    class state;
    class landing;
    template <class F>
    class call;

    // Shared with the functions that run, because an exception in the goroutine
    // that owns the singleflight may destroy that first.
    const std::shared_ptr<state> state_;
};

// -- implementation ---------------------------------------------------------

/// The functions that run, by their keys. The lock is a small_mutex, whose
/// lock() never throws, so that a flight can land even as its goroutine is
/// being ended. The only user code under the lock is that of keys.
template <class Key, class T>
class singleflight<Key, T>::state {
public:
    state() { detail::note_made(this); }

    /// Returns the flight for `key`, and true if it is new.
    [[nodiscard]] std::pair<flight_ptr, bool> join(const Key& key,
                                                   const location& at) {
        map fresh;
        fresh.emplace(key, std::make_shared<flight>(key));
        flight_ptr found;
        typename map::insert_return_type done;
        with_lock(at, [&] {
            done = flights_.insert(fresh.extract(fresh.begin()));
            found = done.position->second;
            if (!done.inserted) found->has_joined = true;
        });
        return {found, done.inserted};
    }

    /// Lets the callers of `ended` go on with `result`.
    void land(flight& ended, flight_result<T> result, const location& at) {
        typename map::node_type gone;
        with_lock(at, [&] {
            result.shared = ended.has_joined;
            const auto found = flights_.find(ended.key);
            if (found == flights_.end()) return;
            if (found->second.get() == &ended) gone = flights_.extract(found);
        });
        ended.result = std::move(result);
        ended.landed.close(at);
    }

    void forget(const Key& key, const location& at) {
        typename map::node_type gone;
        with_lock(at, [&] { gone = flights_.extract(key); });
    }

    wait_group running;

private:
    // Calls `f` with the lock held. Its exception is thrown without the lock,
    // because goroutines that the exception ends may need the lock.
    template <class F>
    void with_lock(const location& at, F f) {
        if (detail::maybe_chosen()) detail::begin_operation(at);
        std::exception_ptr thrown;
        {
            const std::scoped_lock lock(mutex_);
            detail::note_use(this, detail::use::change);
            detail::note_acquire(this);
            try {
                f();
            } catch (...) {
                thrown = std::current_exception();
            }
            detail::note_release(this);
        }
        if (thrown) std::rethrow_exception(thrown);
    }

    detail::small_mutex mutex_;
    map flights_;  // guarded by mutex_
};

/// Lands a flight, at the latest when this is destroyed.
template <class Key, class T>
class singleflight<Key, T>::landing {
public:
    landing(std::shared_ptr<state> in, flight_ptr of, const location& at)
        : state_(std::move(in)), flight_(std::move(of)), at_(at) {}
    landing(landing&&) noexcept = default;
    landing& operator=(landing&&) = delete;
    ~landing() {
        if (flight_) land({nullptr, errc::canceled});
    }

    void land(flight_result<T> result) {
        const flight_ptr of = std::move(flight_);
        state_->land(*of, std::move(result), at_);
    }

private:
    std::shared_ptr<state> state_;
    flight_ptr flight_;
    location at_;
};

/// A function that runs for a key.
template <class Key, class T>
template <class F>
class singleflight<Key, T>::call {
public:
    call(landing to, F f) : landing_(std::move(to)), f_(std::move(f)) {}

    void operator()() && {
        auto result = fly();
        f_.reset();
        landing_.land(std::move(result));
    }

private:
    [[nodiscard]] flight_result<T> fly() {
        try {
            return {std::make_shared<const T>(std::move(*f_)()), {}};
        } catch (...) {
            return {nullptr, detail::caught_error()};
        }
    }

    // Comes first, so that the flight lands after `f` has been destroyed.
    landing landing_;
    std::optional<F> f_;
};

template <class Key, class T>
template <detail::returns<T> F>
flight_result<T> singleflight<Key, T>::run(const context& c, const Key& key,
                                           F f, location at) {
    if (const auto e = c.err()) return {nullptr, e};
    const auto all = state_;
    const auto [joined, is_new] = all->join(key, at);
    if (is_new) {
        all->running.go(call<F>(landing(all, joined, at), std::move(f)), at);
    }
    const auto landed = joined->landed.receive(c, at);
    if (landed.err) return {nullptr, landed.err};
    return joined->result;
}

}  // namespace ctx
