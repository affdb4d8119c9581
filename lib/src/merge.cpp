// Contexts with two parents.
//
// Invariants:
// M1. A merged node is in the list of its first parent as itself, and in the
//     list of its second as its second_link(). The parent that cancels it takes
//     it out of one list; detach() takes it out of the other.
// M2. Either parent may be done before the node joins the other's list. So
//     merge() calls detach() if it finds the node done after it has joined.
//
// Lock order: as in cancel.cpp (C4); the mutexes of the two parents are locked
// one after the other.
#include <algorithm>

#include "scheduler.hpp"
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

merge_node::merge_node(node* first, node* second)
    : cancel_node(first, node_kind::merge),
      second_(second),
      link_(*this, *second),
      deadline_(sooner_deadline(first, second)) {
    second_->retain();
}

void merge_node::detach() noexcept {
    // M1. A list may own a share of this node. That share is not the last one:
    // the caller has a share as well, unless the node is being freed, and then
    // no list owns one.
    if (unsubscribe(parent()->canceler(), *this)) node::release(this);
    if (unsubscribe(second_->canceler(), link_)) node::release(this);
}

void merge_node::print_opening(std::string& out) const { out += "Merge("; }

// The forms of both parents are in `out` already; see print.cpp.
void merge_node::print(std::string& out) const { out += ')'; }

}  // namespace detail

cancelable merge(const context& a, const context& b, location at) {
    using namespace detail;
    auto* const n = new merge_node(access::get(a), access::get(b));
    auto made = access::pair<cancelable, cancel_func>(n);
    record_birth(*n, "merge", at);
    cancel_node* const first = access::get(a)->canceler();
    cancel_node* const second = access::get(b)->canceler();
    if (!first || subscribe(*first, *n, *n, at)) {
        if (second) subscribe(*second, *n, n->second_link(), at);
    }
    if (n->state() != 0) n->detach();  // M2
    return made;
}

}  // namespace ctx
