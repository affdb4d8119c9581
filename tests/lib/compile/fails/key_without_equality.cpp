// gcc: use of deleted function .*a_key_is_a_class_or_enum_of_your_own_with_equality
// clang: (attempt to use a|call to) deleted (member )?function 'value'
#include <ctx/context.hpp>
struct key {};
const int* f(const ctx::context& c) { return c.value<int>(key{}); }
