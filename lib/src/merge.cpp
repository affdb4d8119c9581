// Contexts with two parents.
#include <algorithm>

#include "scheduler.hpp"
#include "tree.hpp"

namespace ctx {
namespace detail {
namespace {

std::optional<clock::time_point> sooner_of(const node* a, const node* b) {
    const auto first = deadline_of(a);
    const auto second = deadline_of(b);
    return first && second ? std::min(first, second) : first ? first : second;
}

}  // namespace

merge_node::merge_node(node* first, node* second)
    : cancel_node(first, node_kind::merge),
      second_(second),
      link_(*this, *second),
      deadline_(sooner_of(first, second)) {
    second_->retain();
}

bool merge_node::own_deadline(std::int64_t& ticks) const noexcept {
    if (!deadline_) return false;
    ticks = deadline_->time_since_epoch().count();
    return true;
}

void merge_node::settled() noexcept {
    // Each list may own a share; the caller has one more, or nobody has any.
    if (leave(parent()->canceler(), *this)) node::release(this);
    if (leave(second_->canceler(), link_)) node::release(this);
}

void merge_node::print(std::string& out) const {
    // The first parent's form is in `out` already; see print.cpp.
    out = "Merge(" + out + ", " + to_string(access::share(second_)) + ")";
}

}  // namespace detail

cancelable merge(const context& a, const context& b, location at) {
    using namespace detail;
    auto* const n = new merge_node(access::get(a), access::get(b));
    auto made = access::pair<cancelable, cancel_func>(n);
    record_birth(*n, "merge", at);
    cancel_node* const first = access::get(a)->canceler();
    cancel_node* const second = access::get(b)->canceler();
    if (!first || observe(*first, *n, *n, at)) {
        if (second) observe(*second, *n, n->second_link(), at);
    }
    // Either may have ended it before it hung on the other.
    if (n->state() != 0) n->settled();
    return made;
}

}  // namespace ctx
