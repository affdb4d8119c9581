// Contexts with two parents.
//
// Invariants:
// M1. A merged node is in the list of its first parent as itself, and in the
//     list of its second as its second_link(). The parent that cancels it takes
//     it out of one list; detach() takes it out of the other.
// M2. Either parent may be done before the node joins the other's list. So
//     merge() calls detach() if it finds the node done after it has joined.
// M3. A merged node that the lists of its parents adopt (O3 in node.cpp) owns
//     neither parent any more (O4). Each list owns a share of it. So the node
//     lives as long as either parent does, or until one cancels it.
// M4. An adopted node still leaves the list of one parent when the other
//     cancels it. For this, above_ keeps an address of each parent that is not
//     a share. The address is valid under above_mutex_, because each thread
//     that takes the node out of the parent's list clears the address, under
//     above_mutex_, before the parent is freed: a thread that cancels the
//     parent, the thread that frees the parent, or a thread in leave(), which
//     has a share of the parent.
// M5. The reaper sets adopted_ before it gives a share to any list. A thread
//     that then takes the node out of a list, under the list's mutex, sees it
//     set. A thread that took the node out before may see either value. Then
//     the reaper finds the node in one list only, and so leaves it its parents.
//
// Lock order: as in cancel.cpp (C5); the mutexes of the two parents are locked
// one after the other. above_mutex_ is a leaf, and may be locked with the mutex
// of a parent's list held.
#include <algorithm>
#include <mutex>

#include "scheduler.hpp"
#include "shard.hpp"
#include "tree.hpp"

namespace ctx {
namespace detail {
namespace {

std::optional<clock::time_point> sooner_deadline(const node* a, const node* b) {
    const auto first = deadline_of(a);
    const auto second = deadline_of(b);
    return first && second ? std::min(first, second) : first ? first : second;
}

}  // namespace

merge_node::merge_node(node* first, node* second, const location& at)
    : cancel_node(first, {maker::merge, at}),
      second_(second),
      link_(*this, *second),
      deadline_(sooner_deadline(first, second)) {
    second_->retain();
}

void merge_node::detach() noexcept {
    leave(in_first, *this);
    leave(in_second, link_);
}

// Takes `entry` out of the list of one parent (M1). A list may own a share of
// this node. That share is not the last one: the caller has a share as well,
// unless the node is being freed, and then no list owns one.
void merge_node::leave(place where, subscriber& entry) noexcept {
    // Relaxed: see M5.
    if (!adopted_.load(std::memory_order_relaxed)) {
        node* const above = where == in_first ? parent() : second_;
        if (unsubscribe(above->canceler(), entry)) node::release(this);
        return;
    }
    cancel_node* above = nullptr;
    {
        const std::scoped_lock lock(above_mutex_);
        above = above_[where];
        // A parent without an owner is being freed, and empties its list.
        if (!above || !above->try_retain()) return;
    }
    if (unsubscribe(above, entry)) {
        forget_list_of(entry);
        node::release(this);
    }
    node::release(above);
}

merge_node::given merge_node::give_to_lists() noexcept {
    cancel_node* const first = parent() ? parent()->canceler() : nullptr;
    cancel_node* const second = second_ ? second_->canceler() : nullptr;
    if (!first && !second) return given::no_list;
    {
        const std::scoped_lock lock(above_mutex_);
        above_[in_first] = first;
        above_[in_second] = second;
    }
    // Relaxed: see M5.
    adopted_.store(true, std::memory_order_relaxed);
    const auto give = [this](cancel_node* above, subscriber& entry) {
        if (!above) return true;
        above->set_findable();  // in above_
        const std::scoped_lock lock(list_for(*above, entry).mutex);
        if (!entry.linked()) return false;
        retain();
        entry.list_owns = true;
        return true;
    };
    const bool first_has_it = give(first, *this);
    const bool second_has_it = give(second, link_);
    return first_has_it && second_has_it ? given::shares : given::too_late;
}

void merge_node::forget_list_of(const subscriber& s) noexcept {
    const std::scoped_lock lock(above_mutex_);
    above_[s.role == subscriber_role::child ? in_first : in_second] = nullptr;
}

void merge_node::print_opening(std::string& out) const { out += "Merge("; }

// The forms of both parents are in `out` already; see print.cpp.
void merge_node::print(std::string& out) const { out += ')'; }

}  // namespace detail

cancelable merge(const context& a, const context& b, location at) {
    using namespace detail;
    begin_join(*access::get(a), at);
    begin_join(*access::get(b), at);
    auto* const n = new merge_node(access::get(a), access::get(b), at);
    auto made = access::pair<cancelable, cancel_func>(n);
    record_birth(*n);
    cancel_node* const first = access::get(a)->canceler();
    cancel_node* const second = access::get(b)->canceler();
    if (!first || subscribe(*first, *n, *n, at)) {
        if (second) subscribe(*second, *n, n->second_link(), at);
    }
    if (n->state() != 0) n->detach();  // M2
    return made;
}

}  // namespace ctx
