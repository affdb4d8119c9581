// gcc: use of deleted function .*a_key_is_a_class_or_enum_of_your_own_with_equality
// clang: (attempt to use a|call to) deleted (member )?function 'with_value'
#include <ctx/context.hpp>
ctx::context f(const ctx::context& c) { return with_value(c, "k", 1); }
