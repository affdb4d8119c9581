// flags: -fno-rtti
#include <ctx/ctx.hpp>
enum class key { only };
struct unprintable {};
std::string f() {
    const auto c = with_value(ctx::background(), key::only, unprintable());
    (void)c.value<unprintable>(key::only);
    return to_string(c);
}
