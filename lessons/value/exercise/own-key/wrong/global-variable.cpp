// Exercise own-key: give each value a key of its own type
// verdict: wrong-output
// A variable is shared by all requests, and a context belongs to one.
#include "lessons/support/exercise.hpp"

using namespace ctx;

namespace auth {

std::string the_name = "nobody";

context with_name(const context& ctx, const std::string& user) {
    the_name = user;
    return ctx;
}

std::string name(const context&) { return the_name; }

}  // namespace auth

namespace billing {

std::string the_name = "nobody";

context with_name(const context& ctx, const std::string& customer) {
    the_name = customer;
    return ctx;
}

std::string name(const context&) { return the_name; }

}  // namespace billing
