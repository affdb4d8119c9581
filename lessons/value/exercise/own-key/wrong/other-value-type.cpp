// Exercise own-key: give each value a key of its own type
// verdict: wrong-output
// A value that is stored as a std::string is no std::string_view.
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Package auth: which user a request comes from. This package does not know
// the package billing.
namespace auth {

struct name_key {
    bool operator==(const name_key&) const = default;
};

context with_name(const context& ctx, const std::string& user) {
    return with_value(ctx, name_key{}, user);
}

std::string name(const context& ctx) {
    const auto* found = ctx.value<std::string_view>(name_key{});
    return std::string(found ? *found : "nobody");
}

}  // namespace auth

// Package billing: who pays for a request. This package does not know the
// package auth.
namespace billing {

// Not the type of auth, although it has the same name and looks the same.
struct name_key {
    bool operator==(const name_key&) const = default;
};

context with_name(const context& ctx, const std::string& customer) {
    return with_value(ctx, name_key{}, customer);
}

std::string name(const context& ctx) {
    const auto* found = ctx.value<std::string_view>(name_key{});
    return std::string(found ? *found : "nobody");
}

}  // namespace billing
