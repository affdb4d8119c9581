// A radix heap: it sorts timers roughly while they are far off, and more finely
// the nearer they come.
//
// Bucket 0 holds the timers due at floor_ exactly. Bucket k holds the timers
// whose time differs from floor_ in bit k, counted from 1, and in no higher
// bit. So a timer in a lower bucket is sooner than a timer in a higher bucket,
// and only the lowest filled bucket has to be searched for the soonest. When
// floor_ moves into a bucket, the timers of that bucket move down to their new
// places. All other timers are where they belong.
//
// Invariants, under the mutex:
// Q1. No timer is due before floor_, which only grows.
// Q2. Each timer is in bucket_of(when_).
// Q3. filled_ has the bit of each bucket that is not empty, except the first.
// Q4. Two timers due at the same instant are in the same bucket, in the order
//     in which they were armed: put() appends, and move_floor() keeps the
//     order.
// Q5. If knows_soonest_ is set, no timer is due before soonest_, and at least
//     one is due at it.
//
// Lock order:
// Q6. The mutex is a leaf. keep() and abandon() are called under it and touch
//     only a reference count and flags; fire(), abandoned() and on_arm_ are
//     called without it.
#include "timer_queue.hpp"

#include <algorithm>
#include <bit>

#include "ctx/detail/chosen.hpp"

namespace ctx::detail {

namespace {

// Maps instants to numbers in the same order, including instants before zero.
std::uint64_t as_unsigned(clock::time_point t) noexcept {
    constexpr std::uint64_t sign = std::uint64_t{1} << 63;
    return static_cast<std::uint64_t>(t.time_since_epoch().count()) ^ sign;
}

std::uint64_t bit_of(std::size_t bucket) noexcept {
    return std::uint64_t{1} << (bucket - 1);
}

}  // namespace

bool timer_queue::arm(timer_entry& t, clock::time_point when) {
    if (maybe_chosen()) note_armed(&t);
    {
        std::scoped_lock lock(mutex_);
        if (closed_) return false;
        if (t.linked()) remove(t);
        t.when_ = std::max(when, floor_);  // Q1
        put(t);
        if (knows_soonest_ && t.when_ < soonest_) soonest_ = t.when_;  // Q5
    }
    on_arm_(when);
    return true;
}

bool timer_queue::disarm(timer_entry& t) noexcept {
    std::scoped_lock lock(mutex_);
    if (!t.linked()) return false;
    remove(t);
    return true;
}

std::optional<clock::time_point> timer_queue::next(
    clock::time_point now) noexcept {
    std::scoped_lock lock(mutex_);
    return advance(now);
}

bool timer_queue::fire_next(clock::time_point now) noexcept {
    timer_entry* due = nullptr;
    {
        std::scoped_lock lock(mutex_);
        const auto when = advance(now);
        if (!when || *when > now) return false;
        auto& first = static_cast<timer_entry&>(buckets_[0].front());
        remove(first);
        if (first.keep()) due = &first;
    }
    if (due) fire_now(*due);
    return true;
}

void timer_queue::fire_now(timer_entry& t) {
    if (maybe_chosen()) note_fires(&t);
    t.fire();
}

void timer_queue::find_due(clock::time_point now, std::vector<due_timer>& all) {
    const std::scoped_lock lock(mutex_);
    all.clear();
    const auto add_from = [&](const list& bucket) {
        for (hook* h = bucket.first(); h; h = bucket.after(*h)) {
            const auto* const t = static_cast<timer_entry*>(h);
            if (t->when_ <= now) all.push_back({t, t->purpose()});
        }
    };
    const auto soonest = advance(now);
    if (!soonest || *soonest > now) return;
    add_from(buckets_[0]);  // in order (Q4)
    if (floor_ >= now) return;
    for (auto left = filled_; left != 0; left &= left - 1) {
        add_from(
            buckets_[static_cast<std::size_t>(std::countr_zero(left)) + 1]);
    }
    std::ranges::stable_sort(all, {},
                             [](const due_timer& t) { return t.entry->when_; });
}

bool timer_queue::fire(const timer_entry& t) {
    timer_entry* due = nullptr;
    {
        const std::scoped_lock lock(mutex_);
        // Looks for it, because another thread may have disarmed it.
        hook* h = nullptr;
        for (std::size_t b = 0; b <= bits && !h; ++b) {
            for (h = buckets_[b].first(); h && h != &t;) {
                h = buckets_[b].after(*h);
            }
        }
        if (!h) return false;
        auto& found = static_cast<timer_entry&>(*h);
        remove(found);
        if (found.keep()) due = &found;
    }
    if (due) fire_now(*due);
    return true;
}

void timer_queue::close() noexcept {
    for (;;) {
        timer_entry* owned = nullptr;
        {
            const std::scoped_lock lock(mutex_);
            closed_ = true;
            const auto bucket = first_bucket();
            if (!bucket) return;
            auto& any = static_cast<timer_entry&>(buckets_[*bucket].front());
            remove(any);
            if (any.abandon()) owned = &any;
        }
        if (owned) owned->abandoned();
    }
}

std::size_t timer_queue::bucket_of(clock::time_point when) const noexcept {
    return static_cast<std::size_t>(
        std::bit_width(as_unsigned(when) ^ as_unsigned(floor_)));
}

// The lowest bucket that is not empty.
std::optional<std::size_t> timer_queue::first_bucket() const noexcept {
    if (!buckets_[0].empty()) return 0;
    if (filled_ == 0) return std::nullopt;
    return static_cast<std::size_t>(std::countr_zero(filled_)) + 1;
}

std::optional<clock::time_point> timer_queue::soonest() noexcept {
    const auto bucket = first_bucket();
    if (!bucket) return std::nullopt;
    if (!std::exchange(knows_soonest_, true)) {
        const list& l = buckets_[*bucket];
        soonest_ = clock::time_point::max();
        for (const hook* h = l.first(); h; h = l.after(*h)) {
            const auto* const t = static_cast<const timer_entry*>(h);
            soonest_ = std::min(soonest_, t->when_);
        }
    }
    return soonest_;
}

// Moves floor_ to `now`, or to the soonest timer if that is due. Returns when
// the soonest timer is due.
std::optional<clock::time_point> timer_queue::advance(
    clock::time_point now) noexcept {
    const auto when = soonest();
    move_floor(when ? std::min(*when, now) : now);
    return when;
}

void timer_queue::put(timer_entry& t) noexcept {
    const std::size_t bucket = bucket_of(t.when_);
    buckets_[bucket].push_back(t);               // Q4
    if (bucket != 0) filled_ |= bit_of(bucket);  // Q3
}

void timer_queue::remove(timer_entry& t) noexcept {
    const std::size_t bucket = bucket_of(t.when_);
    if (t.when_ == soonest_ && !has_equal_neighbor(t)) knows_soonest_ = false;
    t.unlink();
    if (bucket != 0 && buckets_[bucket].empty()) filled_ &= ~bit_of(bucket);
}

// True if a timer next to `t` in the bucket is due at the same instant. Of
// timers armed one after another for one instant, only the last to leave has
// none; so the soonest instant often stays known (Q5).
bool timer_queue::has_equal_neighbor(const timer_entry& t) const noexcept {
    const list& l = buckets_[bucket_of(t.when_)];
    const auto equal = [&](const hook* h) {
        return h && static_cast<const timer_entry*>(h)->when_ == t.when_;
    };
    return equal(l.after(t)) || equal(l.before(t));
}

// No timer may be due before `to`.
void timer_queue::move_floor(clock::time_point to) noexcept {
    if (to <= floor_) return;
    const std::size_t bucket = bucket_of(to);
    floor_ = to;
    // Lower buckets are empty, because their timers would be due before `to`.
    filled_ &= ~bit_of(bucket);
    list moving;
    moving.take(buckets_[bucket]);
    while (!moving.empty()) {
        put(static_cast<timer_entry&>(moving.pop_front()));
    }
}

}  // namespace ctx::detail
