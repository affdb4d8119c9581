// The printed forms of contexts.
#include <cxxabi.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <ostream>
#include <string>
#include <typeinfo>
#include <utility>
#include <vector>

#include "ctx/context.hpp"
#include "ctx/detail/value.hpp"
#include "node_set.hpp"
#include "tree.hpp"

namespace ctx {

std::string detail::type_name(const std::type_info& type) {
    int status = 0;
    const std::unique_ptr<char, void (*)(void*)> name(
        abi::__cxa_demangle(type.name(), nullptr, nullptr, &status),
        &std::free);
    return name ? name.get() : type.name();
}

namespace {

// Builds a printed form, from the root down, because each node adds to the form
// of its parent. Without recursion, because a form may be a million nodes deep.
class printer {
public:
    explicit printer(const detail::node* from) {
        climb(from);
        while (!open_.empty()) {
            const unfinished last = open_.back();
            open_.pop_back();
            const bool is_merged = last.of->kind() == detail::node_kind::merge;
            if (is_merged && !last.has_second) {
                open_.push_back({last.of, true});
                form_ += ", ";
                climb(static_cast<const detail::merge_node*>(last.of)
                          ->second_parent());
            } else {
                last.of->print(form_);
            }
        }
    }

    [[nodiscard]] std::string take() noexcept { return std::move(form_); }

private:
    // A node whose own part is still to be printed, after those of its parent
    // and, if it is a merged node, of its second parent.
    struct unfinished {
        const detail::node* of;
        bool has_second = false;
    };

    // Opens the forms of `n` and its ancestors, and closes at the first that is
    // not to be printed again.
    void climb(const detail::node* n) {
        for (; n; n = n->parent()) {
            const bool is_new = printed_.insert(n);
            if (!is_new && n->kind() == detail::node_kind::merge) {
                form_ += "Merge(...)";
                return;
            }
            if (!is_new && form_.size() > long_form && n->parent()) {
                form_ += "(...)";
                return;
            }
            n->print_opening(form_);
            open_.push_back({n});
        }
    }

    // Contexts that are not merged are printed again and again up to here.
    static constexpr std::size_t long_form = 10'000;

    std::string form_;
    std::vector<unfinished> open_;
    detail::node_set printed_;
};

}  // namespace

std::string to_string(const context& c) {
    return printer(detail::access::get(c)).take();
}

std::ostream& operator<<(std::ostream& out, const context& c) {
    return out << to_string(c);
}

}  // namespace ctx
