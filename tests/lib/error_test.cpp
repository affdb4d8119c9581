// errc, its category, and error: their equality, messages and exceptions.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <ctx/context.hpp>
#include <ctx/error.hpp>
#include <exception>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>

#include "tests/support/printing.hpp"

namespace error_test {

using ctx::errc;
using ctx::error;

TEST_CASE("the error codes have Go's messages") {
    CHECK(make_error_code(errc::canceled).message() == "context canceled");
    CHECK(make_error_code(errc::deadline_exceeded).message() ==
          "context deadline exceeded");
}

TEST_CASE("both error codes belong to one category, named context") {
    CHECK(std::string(ctx::category().name()) == "context");
    CHECK(make_error_code(errc::canceled).category() == ctx::category());
    CHECK(make_error_code(errc::canceled).value() == 1);
    CHECK(make_error_code(errc::deadline_exceeded).value() == 2);
}

TEST_CASE("canceled equals std::errc::operation_canceled, not timed_out") {
    const std::error_code code = errc::canceled;

    CHECK(code == std::errc::operation_canceled);
    CHECK_FALSE(code == std::errc::timed_out);
}

TEST_CASE("deadline_exceeded equals timed_out, not operation_canceled") {
    const std::error_code code = errc::deadline_exceeded;

    CHECK(code == std::errc::timed_out);
    CHECK_FALSE(code == std::errc::operation_canceled);
}

TEST_CASE("a code of another category equals no errc") {
    const std::error_code other(1, std::generic_category());

    CHECK_FALSE(other == errc::canceled);
    CHECK_FALSE(other == errc::deadline_exceeded);
}

TEST_CASE("an empty error is false and its message is <nil>") {
    for (const error& none :
         {error(), error(std::error_code()), error(std::exception_ptr())}) {
        CHECK_FALSE(none);
        CHECK(none == error());
        CHECK(none.message() == "<nil>");
        CHECK_FALSE(none.code());
        CHECK(none.exception() == nullptr);
    }
}

TEST_CASE("the err of a live context prints as <nil>") {
    CHECK(ctx::to_string(ctx::background().err()) == "<nil>");
}

TEST_CASE("an error made from a code has the code and its message") {
    const error e = errc::canceled;

    CHECK(e);
    CHECK(e.code() == errc::canceled);
    CHECK(e.exception() == nullptr);
    CHECK(e.message() == "context canceled");
    CHECK(e == errc::canceled);
    CHECK_FALSE(e == errc::deadline_exceeded);
}

TEST_CASE("an error can hold a code of any category") {
    const error e = std::make_error_code(std::errc::no_space_on_device);

    CHECK(e.code() == std::errc::no_space_on_device);
    CHECK(e.message() == e.code().message());
}

TEST_CASE("errors made from codes are equal by value and category") {
    const error one = std::error_code(1, std::generic_category());

    CHECK(one == error(std::error_code(1, std::generic_category())));
    CHECK_FALSE(one == error(std::error_code(2, std::generic_category())));
    CHECK_FALSE(one == error(errc::canceled));
}

TEST_CASE("an error made from an exception has its message and no code") {
    const error e = std::runtime_error("disk full");

    CHECK(e);
    CHECK(e.message() == "disk full");
    CHECK_FALSE(e.code());
    CHECK(e.exception() != nullptr);
}

TEST_CASE("errors with exceptions are equal only if they share the object") {
    const error one = std::runtime_error("disk full");
    const error twin = std::runtime_error("disk full");
    const error copy = one;

    CHECK(copy == one);
    CHECK_FALSE(twin == one);
    CHECK(error(one.exception()) == one);
}

TEST_CASE("an error made from a system_error has the exception's code") {
    const auto full = std::make_error_code(std::errc::no_space_on_device);
    const error e = std::system_error(full, "write");

    CHECK(e.code() == full);
    CHECK(e.message() == std::system_error(full, "write").what());
    CHECK_FALSE(e == error(full));
}

TEST_CASE("an error that holds an int still has a message") {
    const error e = std::make_exception_ptr(42);

    CHECK(e);
    CHECK_FALSE(e.message().empty());
    CHECK(e.message() != "<nil>");
    CHECK_FALSE(e.code());
}

TEST_CASE("a handler may make an error of another exception") {
    error e;
    try {
        throw std::runtime_error("handled");
    } catch (const std::runtime_error&) {
        const std::out_of_range other("page 7");
        e = other;
    }
    CHECK_THROWS_WITH_AS(e.raise(), "page 7", std::out_of_range);
}

TEST_CASE("raise throws the exception that the error holds") {
    const error e = std::out_of_range("page 7");

    CHECK_THROWS_WITH_AS(e.raise(), "page 7", std::out_of_range);
}

TEST_CASE("raise throws a code as a system_error") {
    const error e = errc::deadline_exceeded;
    std::error_code thrown;

    try {
        e.raise();
    } catch (const std::system_error& caught) {
        thrown = caught.code();
    }

    CHECK(thrown == errc::deadline_exceeded);
}

TEST_CASE("raise of an empty error throws logic_error") {
    CHECK_THROWS_AS(error().raise(), std::logic_error);
}

TEST_CASE("an error prints as its message") {
    std::ostringstream out;

    out << error(errc::canceled) << ", " << error() << ", "
        << error(std::runtime_error("disk full"));

    CHECK(out.str() == "context canceled, <nil>, disk full");
    CHECK(ctx::to_string(error(errc::canceled)) == "context canceled");
}

}  // namespace error_test
