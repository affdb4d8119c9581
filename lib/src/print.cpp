// The printed forms of contexts.
#include <cxxabi.h>

#include <cstdlib>
#include <memory>
#include <ostream>
#include <string>
#include <typeinfo>
#include <vector>

#include "ctx/context.hpp"
#include "ctx/detail/value.hpp"

namespace ctx {

std::string detail::type_name(const std::type_info& type) {
    int status = 0;
    const std::unique_ptr<char, void (*)(void*)> name(
        abi::__cxa_demangle(type.name(), nullptr, nullptr, &status),
        &std::free);
    return name ? name.get() : type.name();
}

std::string to_string(const context& c) {
    // From the root down, because each node adds to its parent's form.
    std::vector<const detail::node*> chain;
    for (const auto* n = detail::access::get(c); n; n = n->parent()) {
        chain.push_back(n);
    }
    std::string out;
    for (auto it = chain.rbegin(); it != chain.rend(); ++it) {
        (*it)->print(out);
    }
    return out;
}

std::ostream& operator<<(std::ostream& out, const context& c) {
    return out << to_string(c);
}

}  // namespace ctx
