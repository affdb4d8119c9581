// Which exceptions of a function are errors.
#include "ctx/detail/caught.hpp"

#include <exception>
#include <new>
#include <system_error>

#include "ctx/explore.hpp"
#include "ctx/goroutine.hpp"
#include "scheduler.hpp"

namespace ctx {

// The key function: it puts the type of this class into this library.
failed_expectation::~failed_expectation() = default;

error detail::caught_error() {
    const auto thrown = std::current_exception();
    if (!thrown) throw;  // the unwinding of pthread_exit()
    try {
        throw;
    } catch (const goroutine_exit&) {
        throw;
    } catch (const failed_expectation&) {
        throw;
    } catch (...) {
    }
    try {
        return error(thrown, current().name);
    } catch (const std::bad_alloc&) {
        return std::make_error_code(std::errc::not_enough_memory);
    }
}

}  // namespace ctx
