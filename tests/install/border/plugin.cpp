// A plugin of the program in main.cpp.
// SPDX-License-Identifier: MIT
#include "border.hpp"
#include "values.hpp"

namespace {

void leak() {
    ctx::go([] {
        try {
            (void)ctx::channel<int>().receive();
        } catch (const ctx::goroutine_exit&) {
            throw;
        }
    });
}

}  // namespace

extern "C" __attribute__((visibility("default"))) border::plugin open_plugin();

border::plugin open_plugin() {
    return {.raise = border::raise,
            .caught = border::caught,
            .store = border::store,
            .found = border::found,
            .confused = border::confused,
            .own = own,
            .leak = leak};
}
