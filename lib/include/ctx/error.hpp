// Why a context is over: errc for err(), error for the richer cause().
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <exception>
#include <iosfwd>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

#include "ctx/detail/ref.hpp"

namespace ctx {

/// What `context::err()` reports. Zero is no error and has no name here.
enum class errc {
    canceled = 1,           ///< "context canceled", Go: context.Canceled
    deadline_exceeded = 2,  ///< "context deadline exceeded"
};

/// The category of errc, named "context". Its codes are equivalent to the
/// standard conditions: `canceled` to std::errc::operation_canceled and
/// `deadline_exceeded` to std::errc::timed_out.
[[nodiscard]] const std::error_category& category() noexcept;

namespace detail {
/// What category() returns; constant from before the first constructor runs.
extern const std::error_category& the_category;
}  // namespace detail

/// Makes std::error_code constructible from, and comparable with, an errc.
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

/// A share of `e` if it is the exception being handled; else null.
[[nodiscard]] std::exception_ptr being_handled(
    const std::exception& e) noexcept;

template <class Exception>
concept standard_exception =
    std::derived_from<std::remove_cvref_t<Exception>, std::exception>;

/// An exception that errors share. They could share it by exception_ptr alone;
/// but that counts its owners in libstdc++, where the thread sanitizer does not
/// see that the last one goes after all others.
class shared_exception final : public ref_counted {
public:
    explicit shared_exception(std::exception_ptr e) noexcept
        : exception(std::move(e)) {}

    const std::exception_ptr exception;
};

}  // namespace detail

/// Any error a caller has, as the cause of a cancellation: an error code or an
/// exception. A value type, cheap to copy; empty (no error) by default, and
/// when made from an empty code or a null exception_ptr.
///
/// An error of mere text is a std::runtime_error, as with Go's errors.New:
/// `cancel(std::runtime_error("maintenance"))`.
///
/// Equality    two codes by value; two exceptions only if they are the same
///             object, as Go compares errors made by errors.New.
/// Threads     as any value: concurrent reads are safe.
/// Source      Go: the error interface, as returned by context.Cause.
class error {
public:
    error() noexcept = default;
    error(std::error_code code) noexcept : code_(code) {}

    /// Throws std::bad_alloc, as the next one does.
    error(std::exception_ptr exception) {
        if (exception) hold(std::move(exception));
    }

    template <detail::error_code_enum Enum>
    error(Enum value) noexcept : code_(make_error_code(value)) {}

    /// Of an exception that is being handled (`catch (const std::exception&
    /// e)`) this is that very object, whole; of any other, a copy.
    template <detail::standard_exception Exception>
    error(Exception&& exception) {
        auto e = detail::being_handled(exception);
        if (!e) e = std::make_exception_ptr(std::forward<Exception>(exception));
        hold(std::move(e));
    }

    /// True if there is an error.
    [[nodiscard]] explicit operator bool() const noexcept {
        return code_ || held_;
    }

    /// The code, also that of a std::system_error; empty for other exceptions.
    [[nodiscard]] std::error_code code() const noexcept;

    /// The exception, or null if this is a code or no error.
    [[nodiscard]] std::exception_ptr exception() const noexcept {
        return held_ ? held_->exception : nullptr;
    }

    /// The error in words; "<nil>" for no error.
    [[nodiscard]] std::string message() const;

    /// Throws the exception, or the code as a std::system_error. The error
    /// must not be empty: throws std::logic_error if it is.
    [[noreturn]] void raise() const;

    friend bool operator==(const error& a, const error& b) noexcept {
        return a.code_ == b.code_ && a.exception() == b.exception();
    }

private:
    void hold(std::exception_ptr exception) {
        held_ = detail::ref(new detail::shared_exception(std::move(exception)));
    }

    std::error_code code_;
    detail::ref<detail::shared_exception> held_;
};

/// Returns `e.message()`: Go's text of the error, "<nil>" for none. Takes what
/// `context::err()` returns as well as a cause.
[[nodiscard]] std::string to_string(const error& e);

std::ostream& operator<<(std::ostream& out, const error& e);

}  // namespace ctx
