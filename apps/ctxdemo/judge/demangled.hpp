// SPDX-License-Identifier: MIT
#pragma once

#include <cxxabi.h>

#include <cstdlib>
#include <memory>
#include <string>

namespace ctxdemo {

/// Returns the C++ name of a symbol: "run()" of "_Z3runv".
[[nodiscard]] inline std::string demangled(const std::string& symbol) {
    const std::unique_ptr<char, void (*)(void*)> name(
        abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, nullptr),
        &std::free);
    return name ? name.get() : symbol;
}

}  // namespace ctxdemo
