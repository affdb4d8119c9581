// Exercise own-key: give each value a key of its own type
#include "lessons/support/exercise.hpp"

using namespace ctx;

// Package auth: which user a request comes from. This package does not know
// the package billing.
namespace auth {

context with_name(const context& ctx, const std::string& user) {
    return with_value(ctx, "name", user);
}

std::string name(const context& ctx) { return *ctx.value<std::string>("name"); }

}  // namespace auth

// Package billing: who pays for a request. This package does not know the
// package auth.
namespace billing {

context with_name(const context& ctx, const std::string& customer) {
    return with_value(ctx, "name", customer);
}

std::string name(const context& ctx) { return *ctx.value<std::string>("name"); }

}  // namespace billing
