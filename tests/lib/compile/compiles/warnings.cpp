// flags: -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
// flags: -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast -Wcast-align
// flags: -Wformat=2 -Wextra-semi -Wfloat-equal -Wundef -Wdouble-promotion
// flags: -Wswitch-enum -Wredundant-decls -Wdeprecated-copy-dtor -Werror
// Each template, instantiated under the warnings of a strict program.
#include <ctx/ctx.hpp>

enum class key { only };

std::size_t f(const ctx::context& c, const ctx::channel<std::string>& ch) {
    using namespace std::chrono_literals;
    const auto child = with_value(c, key::only, 1);
    const int* const found = child.value<int>(key::only);
    std::optional<std::string> text;
    ctx::go([] {});
    ctx::wait_group wg;
    wg.go([] {});
    const ctx::defer wait([&] { wg.wait(); });
    const auto stop = after_func(
        c, [] {}, ctx::inline_executor());
    after_func(c, [] {});
    for (const auto& each : ch) text = each;
    ctx::sleep_for(std::chrono::duration<double>(found ? 0.5 : 1));
    (void)with_timeout(c, std::chrono::hours::max());
    (void)with_deadline(c, ctx::clock::from_now(1s));
    ctx::replay chosen{ctx::schedule()};
    ctx::bubble_options options;
    options.choose = std::ref(chosen);
    (void)ctx::bubble([] {}, options);
    ch.send("text");
    ch.close();
    return select(recv(c.done()), recv(ch), recv(ch, text), send(ch, "text"),
                  recv(ctx::after(1s)), ctx::default_case);
}
