// Why a context is done: errc for err(), and the richer error for cause().
//
//     if (const auto e = request.err()) {            // a std::error_code
//         log(e.message());                          // "context canceled"
//         if (e == ctx::errc::deadline_exceeded) retry_later();
//         log(ctx::cause(request).message());        // any error, in words
//     }
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <exception>
#include <iosfwd>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

#include "ctx/detail/export.hpp"
#include "ctx/detail/ref.hpp"

namespace ctx {

/// The errors of `context::err()`. The empty code, of value 0, is no error.
///
/// Source      Go: context.Canceled and context.DeadlineExceeded.
enum class errc {
    canceled = 1,           ///< "context canceled"
    deadline_exceeded = 2,  ///< "context deadline exceeded"
};

/// Returns the category of errc, named "context". Its codes are equivalent to
/// standard conditions: `canceled` to std::errc::operation_canceled, and
/// `deadline_exceeded` to std::errc::timed_out.
///
/// Lifetime    usable before main, and while static objects are destroyed.
[[nodiscard]] CTX_EXPORT const std::error_category& category() noexcept;

namespace detail {
/// The result of category(), initialized before the constructor of any static
/// object runs.
extern CTX_EXPORT const std::error_category& the_category;
}  // namespace detail

/// Returns the std::error_code of `e`. Because of it a std::error_code can be
/// made from an errc and compared with one.
[[nodiscard]] inline std::error_code make_error_code(errc e) noexcept {
    return {static_cast<int>(e), detail::the_category};
}

}  // namespace ctx

template <>
struct std::is_error_code_enum<ctx::errc> : std::true_type {};

namespace ctx {

namespace detail {

template <class Enum>
concept error_code_enum = std::is_error_code_enum_v<Enum>;

/// Returns a pointer to `e` itself if that is the exception now being handled,
/// else null.
[[nodiscard]] CTX_EXPORT std::exception_ptr being_handled(
    const std::exception& e) noexcept;

template <class Exception>
concept standard_exception =
    std::derived_from<std::remove_cvref_t<Exception>, std::exception>;

/// An exception that several errors share. An exception_ptr alone would do, but
/// it counts its owners inside libstdc++, where the thread sanitizer does not
/// see that the last owner drops the exception after all others.
class shared_exception final : public ref_counted {
public:
    shared_exception(std::exception_ptr e, std::string prefix_of_it) noexcept
        : exception(std::move(e)), prefix(std::move(prefix_of_it)) {}

    const std::exception_ptr exception;
    const std::string prefix;
};

}  // namespace detail

/// Any error that a caller has, as the cause of a cancellation: an error code,
/// an exception, or no error.
///
/// An error that is only text is a std::runtime_error, as one of errors.New in
/// Go: `cancel(std::runtime_error("maintenance"))`.
///
/// Threads     as any value: concurrent reads are safe.
/// Complexity  a copy adds at most one to an atomic counter, and never throws.
/// Source      Go: the error interface.
class error {
public:
    /// Makes no error.
    error() noexcept = default;

    /// Makes an error of a code, or no error if the code is empty.
    error(std::error_code code) noexcept : code_(code) {}

    /// Makes an error of an exception, or no error if the pointer is null.
    ///
    /// `prefix`    if not empty, message() is "<prefix>: <what()>".
    /// Throws      std::bad_alloc.
    /// Source      Go: with a prefix, fmt.Errorf("prefix: %w", err).
    error(std::exception_ptr exception, std::string prefix = {}) {
        if (exception) hold(std::move(exception), std::move(prefix));
    }

    /// Makes an error of the code of an enumerator, such as std::errc's and
    /// ctx::errc's.
    template <detail::error_code_enum Enum>
    error(Enum value) noexcept : code_(make_error_code(value)) {}

    /// Makes an error of `exception`. In a handler, `catch (const
    /// std::exception& e)`, the error of `e` is the thrown object itself, with
    /// its own type. Of any other exception the error has a copy.
    ///
    /// Throws      std::bad_alloc; what copying the exception throws.
    template <detail::standard_exception Exception>
    error(Exception&& exception) {
        auto e = detail::being_handled(exception);
        if (!e) e = std::make_exception_ptr(std::forward<Exception>(exception));
        hold(std::move(e));
    }

    /// Returns true if there is an error.
    [[nodiscard]] explicit operator bool() const noexcept {
        return code_ || held_;
    }

    /// Returns the code, also the one of a std::system_error. Returns the empty
    /// code for another exception and for no error.
    [[nodiscard]] CTX_EXPORT std::error_code code() const noexcept;

    /// Returns the exception, or null for a code and for no error.
    [[nodiscard]] std::exception_ptr exception() const noexcept {
        return held_ ? held_->exception : nullptr;
    }

    /// Returns the error in words: the message of the code, or what() of the
    /// exception. Returns "<nil>" for no error.
    ///
    /// Throws      std::bad_alloc.
    /// Source      Go: error.Error, and fmt for nil.
    [[nodiscard]] CTX_EXPORT std::string message() const;

    /// Throws the exception, or the code as a std::system_error.
    ///
    /// Throws      std::logic_error if there is no error.
    [[noreturn]] CTX_EXPORT void raise() const;

    /// Returns true if both are the same code, the same exception object, or
    /// both no error. Two exceptions of equal type and message are different
    /// errors, as two of errors.New in Go.
    friend bool operator==(const error& a, const error& b) noexcept {
        return a.code_ == b.code_ && a.exception() == b.exception();
    }

private:
    void hold(std::exception_ptr exception, std::string prefix = {}) {
        held_ = detail::ref(new detail::shared_exception(std::move(exception),
                                                         std::move(prefix)));
    }

    std::error_code code_;
    detail::ref<detail::shared_exception> held_;
};

/// Returns `e.message()`. `e` may also be what `context::err()` returns.
///
/// Throws      std::bad_alloc.
[[nodiscard]] CTX_EXPORT std::string to_string(const error& e);

/// Writes `e.message()`.
///
/// Throws      std::bad_alloc; what `out` throws.
CTX_EXPORT std::ostream& operator<<(std::ostream& out, const error& e);

}  // namespace ctx
