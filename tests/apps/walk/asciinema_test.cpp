// asciinema plays a recording of a walk.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "apps/ctxdemo/screen/signs.hpp"
#include "apps/ctxdemo/walk/cast.hpp"
#include "tests/apps/walk/walks.hpp"
#include "tests/support/process.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/terminal.hpp"

namespace asciinema_test {

using lessons::language;

ctx_test::outcome shell(const std::string& command) {
    return ctx_test::run_program({"/bin/sh", "-c", command});
}

/// Returns the output of a recording, read without asciinema.
std::string output_of(const std::string& cast) {
    std::istringstream in(cast);
    std::string line;
    std::getline(in, line);
    std::string all;
    while (std::getline(in, line)) {
        all += nlohmann::json::parse(line).at(2).get<std::string>();
    }
    return all;
}

TEST_CASE("asciinema writes the output of a recording") {
    if (shell("command -v asciinema").code != 0) {
        std::cout << "skipped: asciinema is not installed\n";
        return;
    }
    const ctx_test::scratch folder;
    const auto file = folder / "nested.cast";
    for (const auto l : {language::en, language::zh}) {
        const auto cast = cast_of(ctx_test::walk_of("nested"),
                                  {100, 30, ctxdemo::unicode_signs, l});
        std::ofstream(file) << cast;
        // It wants a terminal of its own.
        ctx_test::terminal t({"/usr/bin/env", "asciinema", "cat", file},
                             {100, 30});
        const auto played = t.wait();
        CHECK(played.code == 0);
        CHECK(played.out == output_of(cast));
    }
}

}  // namespace asciinema_test
