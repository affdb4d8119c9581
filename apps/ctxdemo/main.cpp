// ctxdemo replays the examples of an article on Go's context, a command for
// each. main turns an exception into a line on standard error and an exit code,
// and lets the signal that interrupted a command end the program.
// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <exception>
#include <string_view>
#include <system_error>

#include "apps/ctxdemo/cli/error.hpp"
#include "apps/ctxdemo/cli/interrupt.hpp"
#include "apps/ctxdemo/cli/output.hpp"
#include "apps/ctxdemo/commands/command_line.hpp"
#include "apps/ctxdemo/judge/workshop.hpp"
#include "apps/ctxdemo/run/shortage.hpp"

namespace {

using namespace ctxdemo;

int run(int argc, char** argv) {
    try {
        // A caller may give no arguments at all, not even argv[0].
        const int code =
            run_command_line({argv + (argc > 0 ? 1 : 0), argv + argc});
        close_output();
        return code;
    } catch (const usage_error& e) {
        complain(e.command().c_str(), e.what());
        return exit_wrong_usage;
    } catch (const output_error& e) {
        if (e.code() != std::errc::broken_pipe) complain("", e.what());
        return exit_failed;
    } catch (const std::exception& e) {
        const char* const lacking = shortage_in(std::current_exception());
        complain("", lacking ? lacking : e.what());
        return exit_failed;
    }
}

std::terminate_handler terminate_before = nullptr;

/// Reports a shortage in a function that cannot throw, such as the destructor
/// of a nlohmann::json, which needs memory.
[[noreturn]] void on_terminate() {
    if (const char* lacking = shortage_in(std::current_exception())) {
        complain("", lacking);
        std::_Exit(exit_failed);
    }
    terminate_before();
    std::abort();
}

}  // namespace

int main(int argc, char** argv) {
    terminate_before = std::set_terminate(on_terminate);
    fill_standard_descriptors();
    if (argc > 1 && argv[1] == std::string_view(judge_argument)) {
        return judge_plugin({argv + 2, argv + argc});
    }
    return end_by_signal(run(argc, argv));
}
