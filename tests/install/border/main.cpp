// Loads a plugin, and checks that types are the same on both sides of the
// border. Prints each check that fails.
// SPDX-License-Identifier: MIT
#include <dlfcn.h>

#include <iostream>

#include "border.hpp"
#include "values.hpp"

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

void check_values(const border::plugin& there) {
    const auto mine = border::store({});
    check("stored here, found here", border::found(mine), border::stored);
    check("stored here, found there", there.found(mine), border::stored);
    check("stored here, confused there", there.confused(mine), 0);

    const auto its = there.store({});
    check("stored there, found there", there.found(its), border::stored);
    check("stored there, found here", border::found(its), border::stored);
    check("stored there, confused here", border::confused(its), 0);
}

// Stores values under keys whose types have only their names in common.
void check_own_values(const border::plugin& there) {
    ctx::context mine;
    own(mine, true);
    check("own values, found here", own(mine, false), own_stored);
    check("own values, found there", there.own(mine, false), 0);

    ctx::context its;
    there.own(its, true);
    check("the plugin's own values, found there", there.own(its, false),
          own_stored);
    check("the plugin's own values, found here", own(its, false), 0);
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

// The library ends a goroutine of the plugin by an exception.
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
    check_values(there);
    check_own_values(there);
    check_exceptions(there);
    check_leak(there);
    return faults == 0 ? 0 : 1;
}
