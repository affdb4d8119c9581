// Invariants, under the mutex: heap_[i]->place_ == i; a parent is not after
// its children; an entry not in the heap has place_ == unarmed.
//
// Lock order: the mutex is a leaf. keep() is called under it and only touches
// a reference count; fire() and sooner_ are called without it.
#include "timer_queue.hpp"

#include <algorithm>
#include <iterator>

namespace ctx::detail {

bool timer_queue::arm(timer_entry& t, clock::time_point when) {
    {
        std::scoped_lock lock(mutex_);
        if (closed_) return false;
        heap_.push_back(&t);
        t.when_ = when;
        t.turn_ = turns_++;
        t.place_ = heap_.size() - 1;
        sift_up(t.place_);
        if (heap_.front() != &t) return true;
    }
    sooner_();
    return true;
}

bool timer_queue::disarm(timer_entry& t) noexcept {
    std::scoped_lock lock(mutex_);
    if (t.place_ == timer_entry::unarmed) return false;
    remove(t);
    return true;
}

std::optional<clock::time_point> timer_queue::next() const noexcept {
    std::scoped_lock lock(mutex_);
    if (heap_.empty()) return std::nullopt;
    return heap_.front()->when_;
}

bool timer_queue::fire_next(clock::time_point now) noexcept {
    timer_entry* due = nullptr;
    {
        std::scoped_lock lock(mutex_);
        if (heap_.empty() || heap_.front()->when_ > now) return false;
        timer_entry& first = *heap_.front();
        remove(first);
        if (first.keep()) due = &first;
    }
    if (due) due->fire();
    return true;
}

std::vector<timer_entry*> timer_queue::all_due(clock::time_point now) const {
    std::vector<timer_entry*> due;
    std::ranges::copy_if(heap_, std::back_inserter(due),
                         [&](const timer_entry* t) { return t->when_ <= now; });
    std::ranges::sort(due, [](const timer_entry* a, const timer_entry* b) {
        return before(*a, *b);
    });
    return due;
}

std::vector<timer_purpose> timer_queue::due(clock::time_point now) const {
    const std::scoped_lock lock(mutex_);
    std::vector<timer_purpose> purposes;
    for (const timer_entry* t : all_due(now)) purposes.push_back(t->purpose());
    return purposes;
}

bool timer_queue::fire_due(clock::time_point now, std::size_t place) {
    timer_entry* due = nullptr;
    {
        const std::scoped_lock lock(mutex_);
        const auto all = all_due(now);
        if (place >= all.size()) return false;
        remove(*all[place]);
        if (all[place]->keep()) due = all[place];
    }
    if (due) due->fire();
    return true;
}

void timer_queue::close() noexcept {
    for (;;) {
        timer_entry* owned = nullptr;
        {
            const std::scoped_lock lock(mutex_);
            closed_ = true;
            if (heap_.empty()) return;
            timer_entry& last = *heap_.back();
            heap_.pop_back();
            last.place_ = timer_entry::unarmed;
            if (last.abandon()) owned = &last;
        }
        if (owned) owned->abandoned();
    }
}

bool timer_queue::before(const timer_entry& a, const timer_entry& b) noexcept {
    return a.when_ != b.when_ ? a.when_ < b.when_ : a.turn_ < b.turn_;
}

void timer_queue::put(std::size_t place, timer_entry& t) noexcept {
    heap_[place] = &t;
    t.place_ = place;
}

void timer_queue::sift_up(std::size_t place) noexcept {
    timer_entry& t = *heap_[place];
    while (place > 0) {
        const std::size_t parent = (place - 1) / 2;
        if (!before(t, *heap_[parent])) break;
        put(place, *heap_[parent]);
        place = parent;
    }
    put(place, t);
}

void timer_queue::sift_down(std::size_t place) noexcept {
    timer_entry& t = *heap_[place];
    for (;;) {
        std::size_t child = 2 * place + 1;
        if (child >= heap_.size()) break;
        if (child + 1 < heap_.size() &&
            before(*heap_[child + 1], *heap_[child])) {
            ++child;
        }
        if (!before(*heap_[child], t)) break;
        put(place, *heap_[child]);
        place = child;
    }
    put(place, t);
}

void timer_queue::remove(timer_entry& t) noexcept {
    const std::size_t place = t.place_;
    timer_entry& last = *heap_.back();
    heap_.pop_back();
    t.place_ = timer_entry::unarmed;
    if (&last == &t) return;
    put(place, last);
    sift_up(place);
    sift_down(last.place_);
}

}  // namespace ctx::detail
