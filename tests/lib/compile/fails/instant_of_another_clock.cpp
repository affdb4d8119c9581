// gcc: (could not convert|cannot convert|no matching function).*
// clang: no (matching function|viable conversion).*
#include <ctx/context.hpp>
auto f(const ctx::context& c) {
    return ctx::with_deadline(c, std::chrono::system_clock::now());
}
