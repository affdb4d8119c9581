// The handles, and the derivations that need no timer.
#include "ctx/context.hpp"

#include "ctx/select.hpp"
#include "run_log.hpp"
#include "scheduler.hpp"
#include "tree.hpp"

namespace ctx {
namespace detail {
namespace {

// background() and todo(): never freed, so never counted.
class root_node final : public node {
public:
    explicit constexpr root_node(const char* name) noexcept
        : node(node_kind::root, nullptr, nullptr), name_(name) {}
    void print(std::string& out) const override { out += name_; }

private:
    const char* const name_;
};

// Shares the values of its parent and nothing else.
class without_cancel_node final : public node {
public:
    explicit without_cancel_node(node* parent) noexcept
        : node(node_kind::without_cancel, parent, nullptr) {}
    void print(std::string& out) const override { out += ".WithoutCancel"; }
};

// Never destroyed: contexts may be used while other statics are.
union immortal_root {
    explicit constexpr immortal_root(const char* name) noexcept : root(name) {}
    ~immortal_root() {}
    root_node root;
};

constinit immortal_root background_root("context.Background");
constinit immortal_root todo_root("context.TODO");

template <class Node, class Cancelable, class Cancel>
Cancelable hang(const context& parent, std::string_view how,
                const location& at) {
    node* const above = access::get(parent);
    auto* const n = new Node(above);
    auto made = access::pair<Cancelable, Cancel>(n);
    record_birth(*n, how, at);
    if (cancel_node* const canceler = above->canceler()) {
        (void)observe(*canceler, *n, *n, at);
    }
    return made;
}

event birth_of(const node& born, std::string_view how, const location& at) {
    const node& parent = *born.parent();
    event e;
    e.what = step::derive;
    e.object = born.id;
    e.other = parent.log == born.log ? parent.id : 0;
    e.text = how;
    e.where = at;
    if (const auto deadline = deadline_of(&born)) {
        e.deadline = deadline->time_since_epoch();
    }
    return e;
}

}  // namespace

void note_birth(node& born, std::string_view how, const location& at) {
    if (is_recorded) {
        scheduler& s = here();
        born.id = s.number_context();
        born.log = s.log();
        s.record(birth_of(born, how, at));
    } else if (const auto log = run_log::find(born.parent()->log)) {
        // By a thread that is no goroutine of that run.
        born.id = log->number_context();
        born.log = log->number();
        log->add(birth_of(born, how, at));
    }
}

constinit node& the_background = background_root.root;

}  // namespace detail

std::optional<clock::time_point> context::deadline() const noexcept {
    return detail::deadline_of(node_);
}

void cancel_func::operator()(location at) const noexcept {
    // A handle of our own: whoever this wakes may destroy this function.
    const context target = target_;
    if (auto* const n = detail::access::get(target)->canceler()) {
        detail::cancel_tree(*n, errc::canceled, nullptr, at);
    }
}

void cancel_cause_func::operator()(error cause, location at) const noexcept {
    const context target = target_;  // as above
    if (auto* const n = detail::access::get(target)->canceler()) {
        detail::cancel_tree_because(*n, cause, at);
    }
}

context todo() noexcept {
    return detail::access::wrap(&detail::todo_root.root);
}

cancelable with_cancel(const context& parent, location at) {
    return detail::hang<detail::cancel_node, cancelable, cancel_func>(
        parent, "with_cancel", at);
}

cancelable_cause with_cancel_cause(const context& parent, location at) {
    return detail::hang<detail::cause_node, cancelable_cause,
                        cancel_cause_func>(parent, "with_cancel_cause", at);
}

context without_cancel(const context& parent, location at) {
    auto* const n =
        new detail::without_cancel_node(detail::access::get(parent));
    context child = detail::access::wrap(n);
    detail::record_birth(*n, "without_cancel", at);
    return child;
}

error cause(const context& c) {
    const detail::node* const n = detail::access::get(c);
    const int state = n->state();
    if (state == 0) return {};
    // Constant since the state was set, which state() has acquired.
    const error* const given = n->canceler()->cause;
    return given ? *given : error(static_cast<errc>(state));
}

}  // namespace ctx
