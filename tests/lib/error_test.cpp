// errc, its category, and error: what they equal, say and throw.
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

TEST_CASE("the codes have Go's messages") {
    CHECK(make_error_code(errc::canceled).message() == "context canceled");
    CHECK(make_error_code(errc::deadline_exceeded).message() ==
          "context deadline exceeded");
}

TEST_CASE("the category is called context, and there is one") {
    CHECK(std::string(ctx::category().name()) == "context");
    CHECK(make_error_code(errc::canceled).category() == ctx::category());
    CHECK(make_error_code(errc::canceled).value() == 1);
    CHECK(make_error_code(errc::deadline_exceeded).value() == 2);
}

TEST_CASE("canceled is the standard's operation_canceled, and only that") {
    const std::error_code code = errc::canceled;

    CHECK(code == std::errc::operation_canceled);
    CHECK_FALSE(code == std::errc::timed_out);
}

TEST_CASE("deadline_exceeded is the standard's timed_out, and only that") {
    const std::error_code code = errc::deadline_exceeded;

    CHECK(code == std::errc::timed_out);
    CHECK_FALSE(code == std::errc::operation_canceled);
}

TEST_CASE("a code of another category is neither") {
    const std::error_code other(1, std::generic_category());

    CHECK_FALSE(other == errc::canceled);
    CHECK_FALSE(other == errc::deadline_exceeded);
}

TEST_CASE("no error is false and shown as <nil>") {
    for (const error& none :
         {error(), error(std::error_code()), error(std::exception_ptr())}) {
        CHECK_FALSE(none);
        CHECK(none == error());
        CHECK(none.message() == "<nil>");
        CHECK_FALSE(none.code());
        CHECK(none.exception() == nullptr);
    }
}

TEST_CASE("the err of a live context is shown as <nil>") {
    CHECK(ctx::to_string(ctx::background().err()) == "<nil>");
}

TEST_CASE("an error made from a code is that code") {
    const error e = errc::canceled;

    CHECK(e);
    CHECK(e.code() == errc::canceled);
    CHECK(e.exception() == nullptr);
    CHECK(e.message() == "context canceled");
    CHECK(e == errc::canceled);
    CHECK_FALSE(e == errc::deadline_exceeded);
}

TEST_CASE("an error takes any code") {
    const error e = std::make_error_code(std::errc::no_space_on_device);

    CHECK(e.code() == std::errc::no_space_on_device);
    CHECK(e.message() == e.code().message());
}

TEST_CASE("codes are equal by value and category") {
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

TEST_CASE("exceptions are equal only if they are the same object") {
    const error one = std::runtime_error("disk full");
    const error twin = std::runtime_error("disk full");
    const error copy = one;

    CHECK(copy == one);
    CHECK_FALSE(twin == one);
    CHECK(error(one.exception()) == one);
}

TEST_CASE("a system_error's code is the error's code") {
    const auto full = std::make_error_code(std::errc::no_space_on_device);
    const error e = std::system_error(full, "write");

    CHECK(e.code() == full);
    CHECK(e.message() == std::system_error(full, "write").what());
    CHECK_FALSE(e == error(full));
}

TEST_CASE("an exception that is no std::exception still has a message") {
    const error e = std::make_exception_ptr(42);

    CHECK(e);
    CHECK_FALSE(e.message().empty());
    CHECK(e.message() != "<nil>");
    CHECK_FALSE(e.code());
}

TEST_CASE("raise throws the exception itself") {
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

TEST_CASE("raising no error is a bug in the program") {
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
