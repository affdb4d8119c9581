// Turns: exactly one thread runs at a time, either one of the program's or the
// thread that started the program. A thread that announces a step chooses the
// next thread to run, and hands the turn over if that is another thread. So
// nothing here needs a lock.
// SPDX-License-Identifier: MIT
#include "tests/interleave/execution.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace ctx_interleave {
namespace {

// The current execution; constant while any thread of the program runs.
execution* running = nullptr;

constexpr std::size_t nobody = static_cast<std::size_t>(-1);
thread_local std::size_t self = nobody;

constexpr std::size_t endless = 10'000;  // steps; the tests need about 100

std::uint64_t next_run() noexcept {
    static std::uint64_t runs = 0;
    return ++runs;
}

}  // namespace

// -- crew -------------------------------------------------------------------

crew::crew(std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
        member& m = *members_.emplace_back(std::make_unique<member>());
        m.thread = std::thread([&m] {
            for (;;) {
                m.turn.acquire();
                if (!m.work) return;
                m.work();
            }
        });
    }
}

crew::~crew() {
    for (const auto& m : members_) {
        m->work = nullptr;
        m->turn.release();
        m->thread.join();
    }
}

void crew::assign(std::size_t thread, std::function<void()> work) {
    members_[thread]->work = std::move(work);
}

// -- turns ------------------------------------------------------------------

execution::execution(ctx::detail::search& orders, crew& threads,
                     bool print_failure)
    : search_(orders), crew_(threads), print_(print_failure), run_(next_run()) {
    ways_.reserve(max_threads);
}

void execution::run(const program& what) {
    search_.begin();
    running = this;
    count_ = what.threads.size();
    for (std::size_t t = 0; t < count_; ++t) {
        threads_[t].known[t] = 1;
        crew_.assign(t, [this, t, &what] {
            self = t;
            live(what.threads[t]);
        });
    }
    crew_.give_turn(0);
    over_.acquire();
    if (!abandoned_ && what.afterwards) what.afterwards();
    running = nullptr;
}

void execution::live(const std::function<void()>& body) {
    body();
    threads_[self].is = state::finished;
    const auto after = next();
    self = nobody;
    if (after) {
        crew_.give_turn(*after);
    } else {
        over_.release();
    }
}

// Gives the turn to the next thread, and returns when the calling thread has
// the turn again.
void execution::pause() {
    const std::size_t me = self;
    const auto after = next();
    if (after == me) return;
    if (after) {
        crew_.give_turn(*after);
    } else {
        over_.release();  // this thread never continues: see abandoned()
    }
    crew_.await_turn(me);
}

std::optional<std::size_t> execution::next() {
    // Every thread first runs up to its first step.
    for (std::size_t t = 0; t < count_; ++t) {
        if (threads_[t].is == state::unstarted) return t;
    }
    return choose();
}

std::optional<std::size_t> execution::choose() {
    ways_.clear();
    bool over = true;
    for (ctx::detail::process t = 0; t < count_; ++t) {
        if (threads_[t].is == state::finished) continue;
        over = false;
        if (enabled(threads_[t])) ways_.push_back(t);
    }
    if (ways_.empty()) {
        search_.end_step();
        if (!over) report_deadlock();
        return std::nullopt;
    }
    if (log_.size() >= endless) {
        abandoned_ = true;
        fail("the program does not end");
        return std::nullopt;
    }
    // The search prefers the first way. To go on with the calling thread saves
    // a thread switch.
    const auto me = std::ranges::find(ways_, self);
    if (me != ways_.end()) std::rotate(ways_.begin(), me, me + 1);
    const std::size_t chosen = search_.choose(ways_);
    if (search_.is_lost()) fail("the program did not repeat its steps");
    return ways_[chosen];
}

bool execution::enabled(const thread_state& t) const noexcept {
    if (t.waits_on) return false;
    return t.pending.what != kind::lock || !t.target->locked_;
}

void execution::report_deadlock() {
    abandoned_ = true;
    std::string what = "deadlock:";
    for (std::size_t t = 0; t < count_; ++t) {
        const thread_state& s = threads_[t];
        if (s.is == state::finished) continue;
        what += " thread " + std::to_string(t);
        what +=
            s.waits_on
                ? " waits on condition " + std::to_string(s.waits_on->number_)
                : " waits for mutex " + std::to_string(s.target->number_);
        what += ';';
    }
    what.pop_back();
    fail(what);
}

void execution::fail(std::string_view what) {
    if (!failure_.empty()) return;
    failure_ = what;
    failure_ += '\n';
    for (const operation& op : log_) failure_ += "  " + to_string(op) + '\n';
    // Printed at once, because the failure may crash the program.
    if (print_) std::fputs(("interleave: " + failure_).c_str(), stderr);
}

// -- steps ------------------------------------------------------------------

execution* execution::of_this_thread() noexcept {
    return self == nobody ? nullptr : running;
}

std::size_t execution::this_thread() noexcept {
    return self == nobody ? 0 : self;
}

void execution::fail_current(std::string_view what) noexcept {
    if (running) running->fail(what);
}

void execution::adopt(object& o) {
    if (o.mark_ != object::alive) fail("an object is used after its end");
    if (std::exchange(o.run_, run_) == run_) return;
    o.number_ = ++objects_;
    o.locked_ = false;
    o.used_ = o.released_ = {};
}

operation execution::announce(object& o, kind what) {
    adopt(o);
    thread_state& me = threads_[self];
    me.is = state::ready;
    me.pending = {};
    me.pending.thread = self;
    me.pending.what = what;
    me.pending.object = o.number_;
    me.target = &o;
    pause();
    adopt(o);  // `o` may have been destroyed meanwhile
    if (what == kind::lock) o.locked_ = true;
    return me.pending;
}

void execution::take(object& o, const operation& taken, step::order how) {
    order(o, taken.what, how);
    log_.push_back(taken);
    // An unlock is not a choice, because its thread takes it without waiting
    // for a turn. For the search it is part of the thread's step before.
    if (taken.what == kind::unlock) return search_.releases(taken.object);
    search_.uses({taken.object, static_cast<ctx::detail::use>(taken.what)});
    if (taken.what == kind::lock) search_.follows(taken.object);
}

void execution::unlock(object& mutex) {
    adopt(mutex);
    if (!mutex.locked_) fail("a thread unlocks a mutex that is not locked");
    mutex.locked_ = false;
    operation taken;
    taken.thread = self;
    taken.what = kind::unlock;
    taken.object = mutex.number_;
    take(mutex, taken, step::order::release);
}

void execution::wait(object& condition, object& mutex) {
    { const step beginning(condition, kind::enqueue, step::order::relaxed); }
    threads_[self].waits_on = &condition;
    waiters_.push_back(self);
    unlock(mutex);
    const step taking(mutex, kind::lock, step::order::acquire);
}

void execution::notify(object& condition, bool all) {
    { const step notifying(condition, kind::notify, step::order::relaxed); }
    for (auto it = waiters_.begin(); it != waiters_.end();) {
        if (threads_[*it].waits_on != &condition) {
            ++it;
            continue;
        }
        threads_[*it].waits_on = nullptr;
        search_.wakes(static_cast<ctx::detail::process>(*it));
        it = waiters_.erase(it);
        if (!all) return;
    }
}

// -- memory orders ----------------------------------------------------------

void execution::order(object& o, kind what, step::order how) {
    clocks& mine = threads_[self].known;
    o.used_[self] = mine[self];
    const bool reads = what != kind::store && what != kind::unlock;
    const bool writes = what != kind::load && what != kind::lock;
    using enum step::order;
    if (reads && (how == acquire || how == both)) mine.join(o.released_);
    if (!writes) return;
    // A plain store ends the release sequence. A read-modify-write continues
    // it, so it keeps what other threads have released.
    if (!reads) o.released_ = {};
    if (how != release && how != both) return;
    o.released_.join(mine);
    ++mine[self];
}

void execution::destroy(object& o) {
    if (o.mark_ != object::alive) fail("an object is destroyed twice");
    if (o.run_ != run_) return;
    const std::size_t user = o.used_.first_beyond(threads_[self].known);
    if (user == max_threads) return;
    fail("thread " + std::to_string(self) + " destroys object " +
         std::to_string(o.number_) + ", which thread " + std::to_string(user) +
         " may not be done with");
}

void execution::check_read(std::uint64_t& run, clocks& read, clocks& written) {
    if (std::exchange(run, run_) != run_) read = written = {};
    const clocks& mine = threads_[self].known;
    const std::size_t writer = written.first_beyond(mine);
    if (writer != max_threads) {
        fail("thread " + std::to_string(self) +
             " reads a variable that thread " + std::to_string(writer) +
             " may be writing");
    }
    read[self] = mine[self];
}

void execution::check_write(std::uint64_t& run, clocks& read, clocks& written) {
    if (std::exchange(run, run_) != run_) read = written = {};
    const clocks& mine = threads_[self].known;
    clocks used = read;
    used.join(written);
    const std::size_t user = used.first_beyond(mine);
    if (user != max_threads) {
        fail("thread " + std::to_string(self) +
             " writes a variable that thread " + std::to_string(user) +
             " may be using");
    }
    written = {};
    written[self] = mine[self];
}

}  // namespace ctx_interleave
