// ctxdemo says what the system lacks, and does not blame the lesson.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/run/shortage.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>

#include "tests/apps/program.hpp"
#include "tests/support/sanitizers.hpp"

namespace shortage_test {

using ctx_test::arguments;
using ctx_test::outcome;
using ctx_test::run_program;
using ctx_test::shell_line;

bool has(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

const std::string no_thread =
    "ctxdemo: cannot start another thread: the limit on threads (ulimit -u) or "
    "on memory (ulimit -v) is reached\n";

/// Commands whose output is the same in each run.
const arguments commands[] = {{"nested", "--speed", "max"},
                              {"explore", "cancel"},
                              {"explore", "cancel", "--json"},
                              {"compare"},
                              {"timeline", "nested"},
                              {"tree", "family"},
                              {"walk", "nested", "--plain"},
                              {"nested", "--speed", "max", "--schedule", "01"}};

/// Runs ctxdemo in a process whose address space has room for the stacks of `n`
/// threads. (A limit on threads does not bind root.)
outcome with_threads(int n, const arguments& args) {
    constexpr int stack_kb = 500'000;
    constexpr int rest_kb = 200'000;
    return run_program(shell_line("ulimit -s " + std::to_string(stack_kb) +
                                      " && ulimit -v " +
                                      std::to_string(rest_kb + n * stack_kb) +
                                      " || exit 77; exec \"$0\" \"$@\"",
                                  args));
}

bool can_limit() {
    if (ctx_test::sanitized) {
        std::puts("skipped: a sanitizer needs a large address space and files");
        return false;
    }
    if (with_threads(100, {"--version"}).code == 77) {
        std::puts("skipped: no such limits can be set");
        return false;
    }
    return true;
}

TEST_CASE("a command that needs more threads than there are says so") {
    if (!can_limit()) return;
    for (const auto& args : commands) {
        CAPTURE(ctx_test::text_of(args));
        const outcome wanted = ctx_test::ctxdemo(args);
        int failures = 0;
        outcome got;
        do {
            CAPTURE(failures);
            got = with_threads(failures, args);
            if (got.code == 0) break;
            CHECK(got.code == 1);
            CHECK(got.err == no_thread);
            CHECK(wanted.out.starts_with(got.out));
        } while (++failures < 20);
        CHECK(failures > 0);
        CHECK(got.out == wanted.out);
        CHECK(got.err == "");
    }
}

// Closes the files that the program that runs the tests may have left open.
const std::string only_standard = "exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; ";

TEST_CASE("a lesson that needs more threads or files for the network says so") {
    if (!can_limit()) return;
    const arguments lessons[] = {
        {"http", "--respond", "quick", "--ms", "500"},
        {"server", "--addr", "127.0.0.1:0", "--for", "1ms"},
        {"client", "--url", "http://localhost:1", "--ms", "60000"}};
    for (const auto& args : lessons) {
        CAPTURE(ctx_test::text_of(args));
        for (int n = 0; n < 5; ++n) {
            const outcome got = with_threads(n, args);
            if (got.code != 0) CHECK(got.err == no_thread);
        }
        int failures = 0;
        for (int n = 4; n < 16; ++n) {
            const outcome got = run_program(
                shell_line(only_standard + "ulimit -n " + std::to_string(n) +
                               " && exec \"$0\" \"$@\"",
                           args));
            if (got.code == 0) continue;
            ++failures;
            CHECK(got.code == 1);
            CHECK((has(got.err, "the limit on open files (ulimit -n)") ||
                   has(got.err, "too many open files")));
        }
        CHECK(failures > 0);
    }
}

/// Returns what shortage_in() says of an exception.
template <class Exception>
std::string text_of(const Exception& e) {
    const char* const text = ctxdemo::shortage_in(std::make_exception_ptr(e));
    return text ? text : "";
}

TEST_CASE("a shortage is told from other failures, also deep inside of one") {
    const auto system = [](std::errc code) {
        return text_of(std::system_error(std::make_error_code(code)));
    };
    const std::string memory = text_of(std::bad_alloc());
    CHECK(memory.starts_with("out of memory"));
    CHECK(system(std::errc::not_enough_memory) == memory);
    CHECK(system(std::errc::resource_unavailable_try_again)
              .starts_with("cannot start another thread"));
    CHECK(system(std::errc::too_many_files_open)
              .starts_with("cannot open another file"));
    CHECK(system(std::errc::too_many_files_open_in_system)
              .starts_with("cannot open another file"));
    CHECK(system(std::errc::no_such_device) == "");
    CHECK(text_of(std::runtime_error("bad_alloc")) == "");
    CHECK(text_of(7) == "");
    CHECK(ctxdemo::shortage_in(nullptr) == nullptr);

    try {
        try {
            try {
                throw std::bad_alloc();
            } catch (...) {
                std::throw_with_nested(std::runtime_error("goroutine 2"));
            }
        } catch (...) {
            std::throw_with_nested(std::runtime_error("goroutine 1"));
        }
    } catch (const std::exception&) {
        CHECK(ctxdemo::shortage_in(std::current_exception()) == memory);
        CHECK_THROWS_AS(ctxdemo::rethrow_if_shortage(), std::runtime_error);
    }
}

}  // namespace shortage_test
