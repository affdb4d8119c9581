// The interface between the program and its plugin.
// SPDX-License-Identifier: MIT
#pragma once

#include <ctx/ctx.hpp>
#include <functional>
#include <string>

namespace border {

/// The exceptions of the library, by name.
inline constexpr const char* exceptions[] = {
    "closed_channel", "deadlock", "goroutine_error", "goroutine_exit"};

/// Throws an exception of the library. `by_library` makes the library throw
/// it; else this function does.
inline void raise(const std::string& name, bool by_library) {
    if (name == "closed_channel") {
        if (!by_library) throw ctx::closed_channel("thrown here");
        const ctx::channel<int> ch(1);
        ch.close();
        ch.close();
    }
    if (name == "deadlock") {
        if (!by_library) throw ctx::deadlock("thrown here", {});
        (void)ctx::bubble([] { ctx::channel<int>().send(1); });
    }
    if (name == "goroutine_error") {
        if (!by_library) throw ctx::goroutine_error("thrown here");
        (void)ctx::bubble([] {
            ctx::go([] { throw std::runtime_error("the goroutine's"); });
            ctx::sleep_for(std::chrono::seconds(1));
        });
    }
    if (name == "goroutine_exit") throw ctx::goroutine_exit();
}

/// Returns the name of the exception of the library that `f` throws.
inline std::string caught(const std::function<void()>& f) {
    try {
        f();
    } catch (const ctx::closed_channel&) {
        return "closed_channel";
    } catch (const ctx::deadlock&) {
        return "deadlock";
    } catch (const ctx::goroutine_error&) {
        return "goroutine_error";
    } catch (const ctx::goroutine_exit&) {
        return "goroutine_exit";
    } catch (...) {
        return "an exception of an unknown type";
    }
    return "nothing";
}

/// The functions of a plugin. Pointers to functions have one type everywhere.
struct plugin {
    void (*raise)(const std::string& name, bool by_library);
    std::string (*caught)(const std::function<void()>& f);
    ctx::context (*store)(ctx::context c);
    int (*found)(const ctx::context& c);
    int (*confused)(const ctx::context& c);
    int (*own)(ctx::context& c, bool store);
    void (*leak)();  ///< starts a goroutine that blocks for ever
};

}  // namespace border
