// The handles on contexts, and the derivations that need no timer.
#include "ctx/context.hpp"

#include "ctx/select.hpp"
#include "tree.hpp"

namespace ctx {
namespace detail {
namespace {

// The node of background() or todo(), never freed, so that its owners need no
// counting.
class root_node final : public node {
public:
    constexpr root_node(const char* name, maker by) noexcept
        : node(nullptr, nullptr, {by, {}}), name_(name) {}
    void print(std::string& out) const override { out += name_; }

private:
    const char* const name_;
};

// Has the values of its parent, but neither its cancellation nor its deadline.
class without_cancel_node final : public node {
public:
    without_cancel_node(node* parent, const location& at) noexcept
        : node(parent, nullptr, {maker::without_cancel, at}) {}
    void print(std::string& out) const override { out += ".WithoutCancel"; }
};

// Never destroyed, because contexts may be used while statics are destroyed.
union immortal_root {
    constexpr immortal_root(const char* name, maker by) noexcept
        : root(name, by) {}
    ~immortal_root() {}
    root_node root;
};

constinit immortal_root background_root("context.Background",
                                        maker::background);
constinit immortal_root todo_root("context.TODO", maker::todo);

// Makes the handles on a new node, and puts the node below its parent.
template <class Cancelable, class Cancel>
Cancelable join_parent(cancel_node* n) {
    auto child = access::pair<Cancelable, Cancel>(n);
    record_birth(*n);
    if (cancel_node* const canceler = n->parent()->canceler()) {
        (void)subscribe(*canceler, *n, *n, n->made().at);
    }
    return child;
}

template <class Node, class Cancelable, class Cancel>
Cancelable derive(const context& parent, const birth& made) {
    node* const above = access::get(parent);
    begin_join(*above, made.at);
    return join_parent<Cancelable, Cancel>(new Node(above, made));
}

}  // namespace

constinit node& the_background = background_root.root;

cancelable derive_cancelable(const context& parent, const birth& made) {
    return derive<cancel_node, cancelable, cancel_func>(parent, made);
}

cancelable derive_as(cancel_node* born) {
    begin_join(*born->parent(), born->made().at);
    return join_parent<cancelable, cancel_func>(born);
}

}  // namespace detail

std::optional<clock::time_point> context::deadline() const noexcept {
    return detail::deadline_of(node_);
}

void cancel_func::operator()(location at) const noexcept {
    // A handle of this call's own, because a goroutine that this wakes may
    // destroy this function.
    const context target = target_;
    if (auto* const n = detail::access::get(target)->canceler()) {
        if (detail::maybe_chosen()) detail::begin_operation(at);
        detail::cancel_tree(*n, errc::canceled, nullptr, at);
    }
}

void cancel_cause_func::operator()(error cause, location at) const noexcept {
    const context target = target_;  // as in cancel_func
    if (auto* const n = detail::access::get(target)->canceler()) {
        if (detail::maybe_chosen()) detail::begin_operation(at);
        detail::cancel_tree_because(*n, cause, at);
    }
}

context todo() noexcept {
    return detail::access::wrap(&detail::todo_root.root);
}

cancelable with_cancel(const context& parent, location at) {
    return detail::derive_cancelable(parent, {detail::maker::with_cancel, at});
}

cancelable_cause with_cancel_cause(const context& parent, location at) {
    return detail::derive<detail::cause_node, cancelable_cause,
                          cancel_cause_func>(
        parent, {detail::maker::with_cancel_cause, at});
}

context without_cancel(const context& parent, location at) {
    auto* const n =
        new detail::without_cancel_node(detail::access::get(parent), at);
    context child = detail::access::wrap(n);
    detail::record_birth(*n);
    return child;
}

error cause(const context& c) noexcept {
    const detail::node* const n = detail::access::get(c);
    if (detail::maybe_chosen()) detail::look_at(*n);
    const int state = n->state();
    if (state == 0) return {};
    // Constant since the node is done, which state() has acquired (C1).
    const error* const given = n->canceler()->cause;
    return given ? *given : error(static_cast<errc>(state));
}

}  // namespace ctx
