// What a coroutine awaits: an operation that may take a while.
// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <utility>

#include "ctx/channel.hpp"
#include "ctx/context.hpp"
#include "ctx/detail/async_select.hpp"
#include "ctx/detail/coroutine_loop.hpp"
#include "ctx/detail/counter_case.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/detail/ref.hpp"
#include "ctx/error.hpp"
#include "ctx/goroutine.hpp"
#include "ctx/group.hpp"
#include "ctx/location.hpp"
#include "ctx/select.hpp"
#include "ctx/wait_group.hpp"

namespace ctx::detail {

/// An async_select that resumes a coroutine. In a loop, the thread that takes a
/// case posts the coroutine to the loop with the object still locked, so that
/// coroutines are resumed in the order in which their waits end. Elsewhere the
/// coroutine is resumed in a goroutine of its own.
///
/// Lifetime    every derived class calls abandon() in its destructor. Otherwise
///             another thread might call wake() while the destructor of a base
///             class changes the dynamic type.
class CTX_EXPORT coroutine_wait : public async_select, public loop_entry {
public:
    [[nodiscard]] bool await_ready() const noexcept { return false; }

    /// Returns false if a case is taken already.
    [[nodiscard]] bool await_suspend(std::coroutine_handle<> h);

    /// "chan receive at gen.cpp:17", for a report.
    [[nodiscard]] std::string describe() const;

protected:
    /// `what` is the text for reports; null: the cases have it.
    coroutine_wait(std::span<select_case* const> cases, case_place* scratch,
                   prefer which, const char* what) noexcept
        : async_select(cases, scratch, which), what_(what) {}
    ~coroutine_wait() override = default;

    /// Does what async_select::finish() does, once the coroutine goes on.
    std::size_t finish() {
        waits_ = false;
        return async_select::finish();
    }

    /// Ends the wait of a coroutine that is being destroyed.
    void abandon() noexcept {
        if (waits_) leave();
    }

private:
    friend class coroutine_loop;

    void wake() noexcept override;
    void completed() noexcept override;
    void prepare_goroutine(goroutine& self);
    void leave() noexcept;

    const char* const what_;
    // Outside of a loop, the goroutine that is to resume the coroutine:
    ref<ref_counted> home_;        // its scheduler
    std::unique_ptr<thunk> body_;  // what it does
    bool waits_ = false;
};

/// One case, and what its select needs. A base class, so that the case exists
/// before the select.
template <class Case>
struct lone_case {
    template <class... Args>
    explicit lone_case(Args&&... args)
        : operation(std::forward<Args>(args)...) {
        room.cases = {&operation};
    }

    Case operation;
    async_select_room<1> room;
};

/// A wait for one case, which is made of `args`.
template <class Case>
class lone_wait : lone_case<Case>, public coroutine_wait {
public:
    template <class... Args>
    explicit lone_wait(const char* what, Args&&... args)
        : lone_case<Case>(std::forward<Args>(args)...),
          coroutine_wait(this->room.cases, this->room.scratch.data(),
                         prefer::any, what) {}
    ~lone_wait() override { abandon(); }

    void await_resume() { finish(); }
};

/// A case, and that of a context, and what their select needs.
template <class Case>
struct case_until_done {
    template <class... Args>
    explicit case_until_done(const context& c, const location& at,
                             Args&&... args)
        : until(c),
          done(until.done(), at),
          operation(std::forward<Args>(args)..., at) {
        room.cases = {&done, &operation};
    }

    // A share, because the handle may go while the coroutine waits.
    const context until;
    done_case done;
    Case operation;
    async_select_room<2> room;
};

/// A wait for one case, or until a context is done.
template <class Case>
class wait_until_done : case_until_done<Case>, public coroutine_wait {
public:
    template <class... Args>
    explicit wait_until_done(const char* what, const context& c,
                             const location& at, Args&&... args)
        : case_until_done<Case>(c, at, std::forward<Args>(args)...),
          coroutine_wait(this->room.cases, this->room.scratch.data(),
                         prefer::done, what) {}
    ~wait_until_done() override { abandon(); }

    [[nodiscard]] std::error_code await_resume() {
        if (finish() == 1) return {};
        return static_cast<errc>(access::get(this->until)->state());
    }
};

/// The wait of async_done.
class wait_for_done final : public lone_wait<done_case> {
public:
    wait_for_done(const context& c, const location& at)
        : lone_wait<done_case>(nullptr, c.done(), at), until_(c) {}
    ~wait_for_done() override { abandon(); }

    [[nodiscard]] std::error_code await_resume() {
        finish();
        return static_cast<errc>(access::get(until_)->state());
    }

private:
    const context until_;
};

/// The waits of async_receive.
template <class T>
class wait_for_value final : public lone_wait<recv_case<T>> {
public:
    wait_for_value(const channel<T>& ch, const location& at)
        : lone_wait<recv_case<T>>(nullptr, ch, &value_, at) {}
    ~wait_for_value() override { this->abandon(); }

    [[nodiscard]] std::optional<T> await_resume() {
        this->finish();
        return std::move(value_);
    }

private:
    std::optional<T> value_;
};

template <class T>
class wait_for_value_until_done final : public wait_until_done<recv_case<T>> {
public:
    wait_for_value_until_done(const context& c, const channel<T>& ch,
                              const location& at)
        : wait_until_done<recv_case<T>>(nullptr, c, at, ch, &value_) {}
    ~wait_for_value_until_done() override { this->abandon(); }

    [[nodiscard]] received<T> await_resume() {
        const auto err = wait_until_done<recv_case<T>>::await_resume();
        return {std::move(value_), err};
    }

private:
    std::optional<T> value_;
};

/// The waits of async_wait, which share the counter, because the group may go
/// while the coroutine waits.
class wait_for_counter : public lone_wait<counter_case> {
public:
    wait_for_counter(const wait_group& g, const location& at)
        : lone_wait<counter_case>(nullptr, g.state_->counter, at),
          state_(g.state_) {}
    ~wait_for_counter() override { abandon(); }

private:
    const ref<group_state> state_;
};

class wait_for_counter_until_done : public wait_until_done<counter_case> {
public:
    wait_for_counter_until_done(const context& c, const wait_group& g,
                                const location& at)
        : wait_until_done<counter_case>(nullptr, c, at, g.state_->counter),
          state_(g.state_) {}
    ~wait_for_counter_until_done() override { abandon(); }

private:
    const ref<group_state> state_;
};

class wait_for_group final : public wait_for_counter {
public:
    wait_for_group(const group& g, const location& at)
        : wait_for_counter(g.goroutines(), at), group_(g), at_(at) {}
    ~wait_for_group() override { abandon(); }

    [[nodiscard]] error await_resume() {
        wait_for_counter::await_resume();
        return group_.finish(at_);
    }

private:
    const group& group_;
    const location at_;
};

class wait_for_group_until_done final : public wait_for_counter_until_done {
public:
    wait_for_group_until_done(const context& c, const group& g,
                              const location& at)
        : wait_for_counter_until_done(c, g.goroutines(), at),
          group_(g),
          at_(at) {}
    ~wait_for_group_until_done() override { abandon(); }

    [[nodiscard]] error await_resume() {
        const auto err = wait_for_counter_until_done::await_resume();
        return err ? error(err) : group_.finish(at_);
    }

private:
    const group& group_;
    const location at_;
};

/// The wait of async_select, whose cases are elsewhere.
template <std::size_t N>
class wait_for_any final : async_select_room<N>, public coroutine_wait {
public:
    template <class... Cases>
    explicit wait_for_any(Cases&... cases)
        : async_select_room<N>{{&cases...}},
          coroutine_wait(async_select_room<N>::cases, this->scratch.data(),
                         prefer::any, nullptr) {}
    ~wait_for_any() override { abandon(); }

    [[nodiscard]] std::size_t await_resume() { return finish(); }
};

/// The wait of async_yield.
class coroutine_yield final : public loop_entry {
public:
    explicit coroutine_yield(const location& at) noexcept : at_(at) {}
    coroutine_yield(const coroutine_yield&) = delete;
    coroutine_yield& operator=(const coroutine_yield&) = delete;
    ~coroutine_yield() {
        if (loop) loop->forget(*this);
    }

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    /// Returns false outside of a loop.
    [[nodiscard]] CTX_EXPORT bool await_suspend(std::coroutine_handle<> h);
    void await_resume() noexcept { loop = nullptr; }

private:
    const location at_;
};

}  // namespace ctx::detail
