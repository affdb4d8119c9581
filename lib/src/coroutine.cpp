// The loop of a sync_wait, and the waits of coroutines.
//
// An entry of a loop is a coroutine that is to be resumed. It is in one list at
// a time: in waiting_ while it waits; in ready_ once its wait has ended; in
// now_ if the coroutine that runs hands over to it, as it awaits another one or
// ends. The loop resumes all of now_ and then the first of ready_. A coroutine
// does not resume the next one itself, because g++ without optimization would
// keep a stack frame for each hand-over.
//
// Invariants:
// 1. ready_, waiting_ and idle_, and the hooks in them, are guarded by mutex_.
//    now_ and roots_ are used only by the goroutine of the loop.
// 2. A loop outlives its entries. An entry leaves ready_ and waiting_ under
//    mutex_ before its frame is destroyed, so that no thread is still in post()
//    with it then, and the loop's last lock of mutex_ comes after each post().
//    An entry of now_ leaves it without the lock (1).
// 3. A wait is posted with the object of its case locked. So a coroutine that
//    is being destroyed, which locks these objects (async_select::cancel), has
//    no post() to come. If its case has been taken it leaves ready_ then.
// 4. roots_ has main, and the roots that have not ended. The destructor of the
//    loop destroys the newest root first and main last, because an older
//    coroutine may own what a newer coroutine uses.
// 5. Code of a user may resume a coroutine of this loop while an inner
//    sync_wait of the same goroutine runs. If a root ends there, it is posted
//    to its own loop, and that loop finds it done.
// 6. A loop that has destroyed its roots owns none of the coroutines in its
//    lists. It ends their waits, and they do not refer to the loop any more.
//    A coroutine that waits is destroyed on the goroutine of the loop, so that
//    it does not go meanwhile.
//
// Lock order: the object of a case, then mutex_, then, in wake(), the mutex of
// the bubble or of the goroutine. A report holds the mutex of the bubble or
// goroutine, so it only tries to lock mutex_.
//
// For an exploration, a post is a `send` on the loop: the order of posts is
// that of the coroutines. To take the next entry is no operation, because it
// commutes with each post: the oldest entry is taken, now or later. What the
// coroutine then does comes after the post of its own wait alone, by the
// async_select, and not after that of others.
#include "ctx/coroutine.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "ctx/detail/chosen.hpp"
#include "scheduler.hpp"

namespace ctx::detail {

// -- promises -----------------------------------------------------------------

std::coroutine_handle<> coroutine_promise_base::resume_next(
    std::coroutine_handle<> h) noexcept {
    coroutine_loop* const running = current().loop;
    if (!running) return h;
    to_resume = h;
    running->now_.push_back(*this);
    return std::noop_coroutine();
}

std::coroutine_handle<> coroutine_promise_base::begin(
    std::coroutine_handle<> awaits_this) noexcept {
    awaits_this_ = awaits_this;
    return resume_next(frame_);
}

std::coroutine_handle<> coroutine_promise_base::end() noexcept {
    if (awaits_this_) return resume_next(awaits_this_);
    if (current().loop == loop) return resume_next(frame_);
    to_resume = frame_;
    loop->post(*this);  // invariant 5
    return std::noop_coroutine();
}

void coroutine_promise_base::unhandled_exception() {
    failure_ = std::current_exception();
    if (!failure_) throw;
}

// -- the loop -----------------------------------------------------------------

namespace {

// The wait of an entry of waiting_.
const coroutine_wait& wait_of(const hook& h) noexcept {
    return static_cast<const coroutine_wait&>(
        static_cast<const loop_entry&>(h));
}

}  // namespace

// The case of a select in which the goroutine of a loop is blocked.
class coroutine_loop::idle_case final : public select_case {
public:
    explicit idle_case(coroutine_loop& loop) noexcept
        : select_case(loop.at_), loop_(loop) {}

    [[nodiscard]] small_mutex* mutex() const noexcept override {
        return &loop_.mutex_;
    }
    [[nodiscard]] bool try_now() noexcept override { return is_ready(); }
    [[nodiscard]] bool is_ready() const noexcept override {
        return !loop_.ready_.empty();
    }
    void enqueue() noexcept override { loop_.idle_.push_back(*this); }

    [[nodiscard]] step kind() const noexcept override { return step::wait; }
    [[nodiscard]] std::string describe() const override {
        return "coroutine loop";
    }
    [[nodiscard]] std::string report() const override {
        return describe() + loop_.report();
    }
    [[nodiscard]] std::uint32_t object() const noexcept override { return 0; }
    [[nodiscard]] shared_object shared() const noexcept override {
        return {shared_object::kind::other, &loop_};
    }

private:
    coroutine_loop& loop_;
};

coroutine_loop::coroutine_loop(coroutine_promise_base& main, const location& at)
    : at_(at), goroutine_(current()), main_(main) {
    note_made(this);
    own(main);
    outer_ = std::exchange(goroutine_.loop, this);
}

coroutine_loop::~coroutine_loop() {
    is_ending_ = true;
    while (hook* const newest = roots_.last()) {
        auto& root =
            static_cast<coroutine_promise_base::root_place&>(*newest).of;
        root.place_.unlink();
        forget(root);
        root.frame_.destroy();
    }
    end_other_waits();
    goroutine_.loop = outer_;
}

// Invariant 6.
void coroutine_loop::end_other_waits() noexcept {
    while (!now_.empty()) now_.pop_front();
    const auto first_waiting = [this] {
        const std::scoped_lock lock(mutex_);
        return static_cast<loop_entry*>(waiting_.first());
    };
    while (loop_entry* const e = first_waiting()) {
        static_cast<coroutine_wait*>(e)->leave();
        e->loop = nullptr;
    }
    // The waits that have ended already leave the other queues when their
    // coroutines are destroyed.
    const std::scoped_lock lock(mutex_);
    while (!ready_.empty()) {
        static_cast<loop_entry&>(ready_.pop_front()).loop = nullptr;
    }
}

void coroutine_loop::run() {
    loop_entry* e = &main_;
    do {
        resume(*e);
    } while (!failure_ && !is_over() && (e = next()));
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void coroutine_loop::own(coroutine_promise_base& root) noexcept {
    root.loop = this;
    root.to_resume = root.frame_;
    roots_.push_back(root.place_);
    ++alive_;
}

// Returns true if all roots have ended, and no coroutine of another type waits.
bool coroutine_loop::is_over() noexcept {
    if (alive_ > 0) return false;
    const std::scoped_lock lock(mutex_);
    return ready_.empty() && waiting_.empty();
}

// Resumes the coroutine of `e`, and those that it hands over to.
void coroutine_loop::resume(loop_entry& e) {
    now_.push_back(e);
    while (!now_.empty()) {
        auto& next = static_cast<loop_entry&>(now_.pop_front());
        const auto h = next.to_resume;
        if (!h.done()) {
            h.resume();
        } else {
            end_root(static_cast<coroutine_promise_base&>(next));
        }
    }
}

void coroutine_loop::end_root(coroutine_promise_base& root) noexcept {
    --alive_;
    if (!failure_) failure_ = root.failure_;
    if (&root == &main_) return;  // which has the result
    root.place_.unlink();
    root.frame_.destroy();
}

loop_entry* coroutine_loop::take_ready() noexcept {
    const std::scoped_lock lock(mutex_);
    if (ready_.empty()) return nullptr;
    return &static_cast<loop_entry&>(ready_.pop_front());
}

// Blocks until a coroutine can go on, and returns its entry. Returns null only
// in a destructor during unwinding, if nothing is left that could post one.
loop_entry* coroutine_loop::next() {
    for (;;) {
        if (loop_entry* const e = take_ready()) return e;
        idle_case only(*this);
        select_case* cases[] = {&only};
        if (select_among<1>(cases, true) != 0) return nullptr;
    }
}

void coroutine_loop::post(loop_entry& e) noexcept {
    const std::scoped_lock lock(mutex_);
    if (e.linked()) e.unlink();
    ready_.push_back(e);
    if (idle_.empty()) return;
    auto& idle = static_cast<idle_case&>(idle_.pop_front());
    if (idle.waiting->claim(idle)) idle.waiting->wake();
}

void coroutine_loop::add_waiting(loop_entry& e) noexcept {
    const std::scoped_lock lock(mutex_);
    if (!e.linked()) waiting_.push_back(e);
}

void coroutine_loop::forget(loop_entry& e) noexcept {
    const std::scoped_lock lock(mutex_);
    if (e.linked()) e.unlink();
}

bool coroutine_loop::spawn(coroutine_promise_base& root, const location& at) {
    coroutine_loop* const loop = current().loop;
    if (!loop) {
        throw std::logic_error("ctx::spawn: called outside of a sync_wait");
    }
    if (loop->is_ending_) return false;
    before_use(loop, use::send, at);
    loop->own(root);
    loop->post(root);
    return true;
}

// Lists what the coroutines wait on, each text once and only a few: ", 3
// coroutines wait: chan receive at gen.cpp:17, sleep at gen.cpp:20".
std::string coroutine_loop::report() {
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock.owns_lock()) return "";
    constexpr std::size_t most = 4;
    std::vector<std::string> texts;
    std::size_t n = 0;
    for (hook* h = waiting_.first(); h; h = waiting_.after(*h), ++n) {
        if (texts.size() > most) continue;
        auto text = wait_of(*h).describe();
        if (std::ranges::find(texts, text) == texts.end()) {
            texts.push_back(std::move(text));
        }
    }
    if (n == 0) return "";
    std::string all = n == 1 ? ", 1 coroutine waits"
                             : ", " + std::to_string(n) + " coroutines wait";
    for (std::size_t i = 0; i < texts.size(); ++i) {
        all += i == 0 ? ": " : ", ";
        all += i < most ? texts[i] : "...";
    }
    return all;
}

// -- waits --------------------------------------------------------------------

bool coroutine_wait::await_suspend(std::coroutine_handle<> h) {
    to_resume = h;
    goroutine& self = current();
    loop = self.loop;
    if (loop) {
        waits_ = !start();
        if (waits_) loop->add_waiting(*this);
        return waits_;
    }
    prepare_goroutine(self);
    waits_ = true;
    const bool is_taken = start();
    if (is_taken) waits_ = false;  // else another thread may resume `h` now
    return !is_taken;
}

void coroutine_wait::prepare_goroutine(goroutine& self) {
    self.home.prepare_to_start();
    home_ = ref<ref_counted>::share(&self.home);
    auto resume = [h = to_resume] { h.resume(); };
    body_ = std::make_unique<typed_thunk<decltype(resume)>>(std::move(resume));
}

void coroutine_wait::wake() noexcept {
    if (!loop) return async_select::wake();
    if (is_chosen_here()) {
        note_use(loop, use::send);
        note_release(static_cast<async_select*>(this));
    }
    loop->post(*this);  // invariant 3
}

void coroutine_wait::completed() noexcept {
    // The coroutine may destroy this before start_later() returns.
    const auto home = std::move(home_);
    const location at = cases().back()->at;
    static_cast<scheduler&>(*home).start_later("coroutine", std::move(body_),
                                               at);
}

void coroutine_wait::leave() noexcept {
    waits_ = false;
    cancel();
    if (loop) loop->forget(*this);
}

std::string coroutine_wait::describe() const {
    const location& at = cases().back()->at;
    const wait_point waits{what_, cases(), at, is_until_done()};
    return waits.describe() + " at " + place(at);
}

bool coroutine_yield::await_suspend(std::coroutine_handle<> h) {
    goroutine& self = current();
    count_call(self, at_);
    if (!self.loop) return false;
    to_resume = h;
    loop = self.loop;
    before_use(loop, use::send, at_);
    loop->post(*this);
    return true;
}

}  // namespace ctx::detail
