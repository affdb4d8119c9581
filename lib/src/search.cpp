// How the search finds the schedules that differ.
//
// A step is all that a process does from one choice to the next: one operation,
// and then its own code. Two steps of different processes race if they use an
// object in ways that do not commute, and nothing else orders the two. For each
// race the search later tries, at the point before the first of the two, a
// process that leads to the other order (reverse). A process whose step has
// been tried at a point sleeps there, until a step is taken that does not
// commute with its own.
//
// Order comes from three sources: the program, in which a process takes one
// step after the other; steps that do not commute; and waiting. A process that
// a step wakes goes on after that step. Steps that commute order nothing, but
// what follows them: after a wait_group::wait come all the done() before, after
// a lock the unlock before. These are acquires() and releases(). A step that
// was not among the ways until a release itself comes after it: follows().
//
// Invariants:
// 1. nodes_[i] has the point before step i, and the step taken there.
// 2. A run and the next one have the same steps before the last node, where
//    advance() has chosen something else. For these steps, what they use and
//    what is before them is kept from the last run, and checked.
// 3. All steps before nodes_[barrier_] come before all steps from there on.
#include "search.hpp"

#include <algorithm>

namespace ctx::detail {
namespace {

bool has(const std::vector<process>& all, process p) noexcept {
    return std::ranges::find(all, p) != all.end();
}

}  // namespace

bool search::dependent(const uses_of_step& earlier,
                       const uses_of_step& later) const {
    for (const used& x : earlier) {
        for (const used& y : later) {
            if (x.object == y.object && !commutes_(x.how, y.how)) return true;
        }
    }
    return false;
}

search::progress& search::of(process p) {
    if (p >= processes_.size()) processes_.resize(p + 1);
    return processes_[p];
}

// -- a run ------------------------------------------------------------------

void search::begin() {
    depth_ = 0;
    known_ = size_ == 0 ? 0 : size_ - 1;
    barrier_ = 0;
    in_step_ = lost_ = repeats_ = false;
    choices_->clear();
    for (progress& p : processes_) {
        p.steps = 0;
        p.known.clear();
    }
    // Most names come again.
    constexpr std::size_t many = 10'000;
    if (released_.size() > many) released_.clear();
    if (buffers_.size() > many) buffers_.clear();
    for (auto& [name, clock] : released_) clock.clear();
    for (auto& [name, b] : buffers_) {
        b.puts.clear();
        b.takes.clear();
    }
}

std::size_t search::choose(std::span<const process> ways, bool preempts) {
    end_step();
    if (lost_ || repeats_) return 0;
    const std::size_t chosen =
        depth_ < size_ ? repeat(ways) : branch(ways, preempts);
    if (lost_ || repeats_) return 0;
    ++depth_;
    in_step_ = true;
    decisions_ = 0;
    if (is_new()) {
        step().step_uses.clear();
        step().before.clear();
    }
    if (ways.size() > 1) choices_->push_back(chosen);
    return chosen;
}

// Chooses what the last run chose at this point, or, at the last node, what
// advance() has chosen instead.
std::size_t search::repeat(std::span<const process> ways) {
    const node& at = nodes_[depth_];
    const auto chosen = std::ranges::find(ways, at.chosen);
    lost_ = chosen == ways.end() || !std::ranges::equal(ways, at.ways);
    return lost_ ? 0 : static_cast<std::size_t>(chosen - ways.begin());
}

// Adds a point, and chooses the first process there that does not sleep.
std::size_t search::branch(std::span<const process> ways, bool preempts) {
    if (size_ == nodes_.size()) nodes_.emplace_back();
    node& at = nodes_[size_];
    at.asleep.size = 0;
    if (reduced_) fall_asleep(at);
    const auto awake =
        std::ranges::find_if(ways, [&](process p) { return !sleeps(at, p); });
    repeats_ = awake == ways.end();
    if (repeats_) return 0;
    at.chosen = *awake;
    at.ways.assign(ways.begin(), ways.end());
    at.preempts = preempts;
    at.decided.clear();
    at.uses.clear();
    const bool is_bound = reduced_ || (preempts && !may_preempt());
    if (is_bound) {
        at.to_try.assign(1, at.chosen);
    } else {
        at.to_try = at.ways;
    }
    ++size_;
    return static_cast<std::size_t>(awake - ways.begin());
}

// True if the run so far has fewer preemptions than the bound allows.
bool search::may_preempt() const noexcept {
    if (!preemptions_) return true;
    const auto used = std::count_if(
        nodes_.begin(), nodes_.begin() + static_cast<std::ptrdiff_t>(size_),
        [](const node& n) { return n.preempts && n.chosen != n.ways.front(); });
    return static_cast<std::size_t>(used) < *preemptions_;
}

// Sets the sleepers at a point: those of the point before, but for the ones
// that the step taken there wakes.
void search::fall_asleep(node& at) {
    if (depth_ == 0) return;
    const node& last = nodes_[depth_ - 1];
    for (const sleeper& s : last.asleep.now()) {
        if (!dependent(last.step_uses, s.uses)) sleep(at, s.of, s.uses);
    }
}

void search::sleep(node& at, process p, const uses_of_step& uses) {
    auto& [all, size] = at.asleep;
    if (size == all.size()) all.emplace_back();
    all[size].of = p;
    all[size].uses = uses;
    ++size;
}

bool search::sleeps(const node& at, process p) noexcept {
    return std::ranges::any_of(at.asleep.now(),
                               [&](const sleeper& s) { return s.of == p; });
}

std::size_t search::decide(std::size_t ways) {
    if (lost_ || repeats_ || !in_step_) return 0;
    auto& decided = step().decided;
    if (decisions_ == decided.size()) {
        if (!is_new()) {
            lost_ = true;
            return 0;
        }
        decided.push_back({0, ways});
    }
    const decision d = decided[decisions_++];
    lost_ = d.ways != ways;
    if (lost_) return 0;
    choices_->push_back(d.way);
    return d.way;
}

void search::uses(const used& u) {
    if (!in_step_) return;
    auto& all = step().step_uses;
    if (is_new()) {
        if (std::ranges::find(all, u) == all.end()) all.push_back(u);
        return;
    }
    // Invariant 2.
    if (std::ranges::find(all, u) == all.end()) lost_ = true;
}

void search::wakes(process p) {
    if (in_step_) woken_.push_back(p);
}

void search::meets(process p) {
    if (in_step_) met_.push_back(p);
}

void search::acquires(object_name o) {
    if (!in_step_) return;
    // A process that was woken acquires before it does anything else.
    if (!step().step_uses.empty() || !is_new()) {
        acquired_.push_back(o);
        if (is_new()) return;
    }
    if (const auto it = released_.find(o); it != released_.end()) {
        of(step().chosen).known.join(it->second);
    }
}

void search::releases(object_name o) {
    if (in_step_) let_go_.push_back(o);
}

// The node of the step that `p` takes, or took last.
std::size_t search::node_of(process p) {
    return p == step().chosen ? depth_ - 1 : of(p).last;
}

void search::puts(object_name channel, std::size_t room, process by) {
    if (!in_step_) return;
    buffer& b = buffers_[channel];
    const std::size_t i = b.puts.size();
    b.puts.push_back(node_of(by));
    if (by == step().chosen && i >= room && i - room < b.takes.size()) {
        after_.push_back(b.takes[i - room]);
    }
}

void search::takes(object_name channel, process by) {
    if (!in_step_) return;
    buffer& b = buffers_[channel];
    const std::size_t i = b.takes.size();
    b.takes.push_back(node_of(by));
    // A value may be older than the exploration.
    if (by == step().chosen && i < b.puts.size()) after_.push_back(b.puts[i]);
}

void search::follows(object_name o) {
    if (in_step_) followed_.push_back(o);
}

void search::all_wait() {
    end_step();
    barrier_ = depth_;
}

// -- the order of the steps --------------------------------------------------

void search::end_step() {
    if (!std::exchange(in_step_, false)) return;
    node& s = step();
    progress& p = of(s.chosen);
    s.nth = ++p.steps;
    if (is_new()) order_step(s);
    p.known.join(s.before);
    p.last = depth_ - 1;
    for (const process q : met_) p.known.join(of(q).known);
    for (const std::size_t i : after_) p.known.join(nodes_[i].before);
    after_.clear();
    for (const object_name o : acquired_) {
        const auto it = released_.find(o);
        if (it != released_.end()) of(s.chosen).known.join(it->second);
    }
    for (const object_name o : let_go_) released_[o].join(s.before);
    for (const process q : woken_) {
        of(q).known.join(s.before);
        // What is released until the process goes on is not what woke it.
        for (const object_name o : let_go_) of(q).known.join(released_[o]);
    }
    met_.clear();
    acquired_.clear();
    followed_.clear();
    woken_.clear();
    let_go_.clear();
}

// Finds the steps before `s`, which is new, and its races.
void search::order_step(node& s) {
    const step_clock before = of(s.chosen).known;
    s.before = before;
    s.before.set(s.chosen, s.nth);
    for (const object_name o : followed_) s.before.join(released_[o]);
    for (std::size_t i = barrier_; i + 1 < depth_; ++i) {
        const node& earlier = nodes_[i];
        if (earlier.chosen != s.chosen &&
            dependent(earlier.step_uses, s.step_uses)) {
            s.before.join(earlier.before);
        }
    }
    s.uses.insert(s.uses.end(), s.step_uses.begin(), s.step_uses.end());
    if (reduced_) find_races(s, before);
}

// Finds the steps that race with `s`, the last one: those that do not commute
// with it, and are before it for no other reason.
void search::find_races(const node& s, const step_clock& before) {
    nearer_.clear();
    for (std::size_t i = depth_ - 1; i-- > barrier_;) {
        const node& e = nodes_[i];
        if (e.chosen == s.chosen || before.of(e.chosen) >= e.nth ||
            !dependent(e.step_uses, s.step_uses)) {
            continue;
        }
        const bool is_indirect = std::ranges::any_of(
            nearer_, [&](std::size_t n) { return precedes(e, nodes_[n]); });
        if (is_indirect) continue;
        nearer_.push_back(i);
        reverse(i, s.chosen, s.step_uses, before);
    }
}

// Makes the search also run the step of `second`, which uses `uses` and comes
// after `before`, ahead of the step of the node `first`. The steps after
// `first` that do not come after it for a reason, and then the step of
// `second`, can be taken in place of `first`. So that node must try a process
// that can take one of them first.
void search::reverse(std::size_t first, process second,
                     const uses_of_step& uses, const step_clock& before) {
    follow_.clear();
    seen_.clear();
    leading_.clear();
    for (std::size_t i = first + 1; i + 1 < depth_; ++i) {
        const node& n = nodes_[i];
        if (precedes(nodes_[first], n)) continue;
        const bool leads = !has(seen_, n.chosen) &&
                           std::ranges::none_of(follow_, [&](std::size_t f) {
                               return precedes(nodes_[f], n);
                           });
        if (leads) leading_.push_back(n.chosen);
        seen_.push_back(n.chosen);
        follow_.push_back(i);
    }
    const bool second_leads =
        !has(seen_, second) &&
        std::ranges::none_of(follow_, [&](std::size_t f) {
            return before.of(nodes_[f].chosen) >= nodes_[f].nth ||
                   dependent(nodes_[f].step_uses, uses);
        });
    if (second_leads) leading_.push_back(second);

    node& at = nodes_[first];
    for (const process p : leading_) {
        if (has(at.to_try, p) || sleeps(at, p)) return;
    }
    at.to_try.push_back(second_leads ? second : leading_.front());
}

// The step of `p` would not have commuted with the step that disables it.
void search::disables(process p) {
    if (!in_step_ || !is_new() || !reduced_) return;
    node& at = step();
    if (!has(at.to_try, p) && !sleeps(at, p)) at.to_try.push_back(p);
}

// -- between runs ------------------------------------------------------------

bool search::advance() {
    while (size_ > 0) {
        node& last = nodes_[size_ - 1];
        while (!last.decided.empty() &&
               last.decided.back().way + 1 == last.decided.back().ways) {
            last.decided.pop_back();
        }
        if (!last.decided.empty()) {
            ++last.decided.back().way;
            return true;
        }
        sleep(last, last.chosen, last.uses);
        last.uses.clear();
        const auto next = std::ranges::find_if(
            last.to_try, [&](process p) { return !sleeps(last, p); });
        if (next != last.to_try.end()) {
            last.chosen = *next;
            return true;
        }
        --size_;
    }
    return false;
}

double search::done() const noexcept {
    double share = 0;
    double of_this = 1;
    for (const node& n : std::span(nodes_).first(size_)) {
        const auto tried = std::ranges::count_if(
            n.to_try, [&](process p) { return p != n.chosen && sleeps(n, p); });
        of_this /= static_cast<double>(n.to_try.size());
        share += of_this * static_cast<double>(tried);
        for (const decision& d : n.decided) {
            of_this /= static_cast<double>(d.ways);
            share += of_this * static_cast<double>(d.way);
        }
    }
    return share + of_this;
}

}  // namespace ctx::detail
