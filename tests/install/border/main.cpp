// Loads a plugin, and checks that types are the same on both sides of the
// border. Says what is not.
// SPDX-License-Identifier: MIT
#include <dlfcn.h>

#include <iostream>

#include "border.hpp"

namespace {

int faults = 0;

void check(const std::string& what, const std::string& got,
           const std::string& want) {
    if (got == want) return;
    std::cerr << what << ": " << got << ", not " << want << '\n';
    ++faults;
}

void check(const std::string& what, int got, int want) {
    check(what, std::to_string(got), std::to_string(want));
}

void check_exceptions(const border::plugin& there) {
    for (const std::string name : border::exceptions) {
        for (const bool by_library : {false, true}) {
            check("thrown by the plugin, caught here",
                  border::caught([&] { there.raise(name, by_library); }), name);
            check("thrown here, caught by the plugin",
                  there.caught([&] { border::raise(name, by_library); }), name);
        }
    }
}

// A goroutine of the plugin that the library ends, which it does by an
// exception.
void check_leak(const border::plugin& there) {
    const auto report = ctx::bubble([&] { there.leak(); });
    check("goroutines left", static_cast<int>(report.leaks.size()), 1);
}

}  // namespace

int main(int, char** args) {
    void* const file = dlopen(args[1], RTLD_NOW | RTLD_LOCAL);
    if (!file) {
        std::cerr << dlerror() << '\n';
        return 1;
    }
    const auto open =
        reinterpret_cast<border::plugin (*)()>(dlsym(file, "open_plugin"));
    const border::plugin there = open();
    check_exceptions(there);
    check_leak(there);
    return faults == 0 ? 0 : 1;
}
