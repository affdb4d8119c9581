// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/run/shortage.hpp"

#include <new>
#include <system_error>

namespace ctxdemo {

namespace {

constexpr const char* no_memory =
    "out of memory: the limit (ulimit -v) is reached, or the machine has no "
    "more";

const char* shortage_of(const std::error_code& code) noexcept {
    if (code == std::errc::not_enough_memory) return no_memory;
    // This is the error of a thread that cannot be started, which needs memory
    // for its stack.
    if (code == std::errc::resource_unavailable_try_again) {
        return "cannot start another thread: the limit on threads (ulimit -u) "
               "or on memory (ulimit -v) is reached";
    }
    if (code == std::errc::too_many_files_open ||
        code == std::errc::too_many_files_open_in_system) {
        return "cannot open another file or pipe: the limit on open files "
               "(ulimit -n) is reached";
    }
    return nullptr;
}

const char* shortage_nested_in(const std::exception& e) noexcept {
    const auto* const outer = dynamic_cast<const std::nested_exception*>(&e);
    return outer ? shortage_in(outer->nested_ptr()) : nullptr;
}

}  // namespace

const char* shortage_in(const std::exception_ptr& thrown) noexcept {
    if (!thrown) return nullptr;
    try {
        std::rethrow_exception(thrown);
    } catch (const std::bad_alloc&) {
        return no_memory;
    } catch (const std::system_error& e) {
        const char* const own = shortage_of(e.code());
        return own ? own : shortage_nested_in(e);
    } catch (const std::exception& e) {
        return shortage_nested_in(e);
    } catch (...) {
        return nullptr;
    }
}

void rethrow_if_shortage() {
    if (shortage_in(std::current_exception())) throw;
}

}  // namespace ctxdemo
