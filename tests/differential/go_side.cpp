// SPDX-License-Identifier: MIT
#include "tests/differential/go_side.hpp"

#include <fstream>
#include <utility>

#include "tests/support/files.hpp"
#include "tests/support/process.hpp"

namespace ctx_test {

namespace {

// Returns the parts of `text` that end in `mark`, without the marks.
std::vector<std::string> parts_of(const std::string& text,
                                  const std::string& mark) {
    std::vector<std::string> parts;
    std::size_t begin = 0;
    for (std::size_t end = 0;
         (end = text.find(mark, begin)) != std::string::npos;
         begin = end + mark.size()) {
        parts.push_back(text.substr(begin, end - begin));
    }
    return parts;
}

}  // namespace

// golang.org/x/sync is not one of Go's own packages, but the sources of Go's
// commands include its semaphore.
go_side::go_side(std::string kind) : kind_(std::move(kind)) {
    const auto built = shell(
        "cd '" + folder_.path().string() +
        "' && cp '" CTX_DIFFERENTIAL_GO
        "'/*_test.go . && cp -r "
        "\"$(go env GOROOT)/src/cmd/vendor/golang.org/x/sync/semaphore\" . && "
        "go mod init differential && go test -c -o go .");
    CAPTURE(built.err);
    REQUIRE(built.code == 0);
}

std::vector<trace> go_side::traces_of(
    const std::vector<program>& programs) const {
    std::string text;
    for (const auto& p : programs) text += kind_ + '\n' + to_string(p) + '\n';
    std::ofstream(folder_ / "programs", std::ios::binary) << text;
    const auto ran =
        run_program({"/usr/bin/env", "TZ=UTC", folder_ / "go", "-programs",
                     folder_ / "programs", "-traces", folder_ / "traces"});
    CAPTURE(ran.out);
    CAPTURE(ran.err);
    REQUIRE(ran.code == 0);
    std::vector<trace> all;
    for (const auto& t : parts_of(content(folder_ / "traces"), "==\n")) {
        all.push_back(parts_of(t, "--\n"));
    }
    REQUIRE(all.size() == programs.size());
    return all;
}

}  // namespace ctx_test
