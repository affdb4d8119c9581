// Folders of the source tree include each other in one direction only.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "tests/support/files.hpp"

namespace layers_test {

using std::filesystem::path;

// Each folder with the folders beside it that its files include.
using arrows = std::map<std::string, std::set<std::string>>;

// Calls `visit` with the path of each #include of a source file.
template <class F>
void for_each_include(const path& source, F visit) {
    static const std::regex line(R"(^\s*#\s*include\s*["<]([^">]+)[">])");
    std::istringstream text(ctx_test::content(source));
    for (std::string each; std::getline(text, each);) {
        std::smatch m;
        if (std::regex_search(each, m, line)) visit(m[1].str());
    }
}

// Returns the first name in `file` after `folder`; an empty text if the file is
// not in that folder.
std::string child_of(const std::string& folder, const std::string& file) {
    if (!file.starts_with(folder)) return "";
    const auto begin = folder.size();
    return file.substr(begin, file.find('/', begin) - begin);
}

// Returns the arrows between the entries of `folder`, a path from the top.
arrows arrows_in(const std::string& folder) {
    const path top = CTXDEMO_SOURCE;
    arrows found;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(top / folder)) {
        const auto kind = entry.path().extension();
        if (kind != ".cpp" && kind != ".hpp") continue;
        const auto file = entry.path().lexically_relative(top).string();
        const auto from = child_of(folder, file);
        auto& to = found[from];
        for_each_include(entry.path(), [&](std::string included) {
            // The headers of the library are included as <ctx/...>.
            if (included.starts_with("ctx/")) included.insert(0, "lib/");
            const auto other = child_of(folder, included);
            if (!other.empty() && other != from) to.insert(other);
        });
    }
    // <vector> is not an entry of the top folder.
    for (auto& [from, to] : found) {
        std::erase_if(to,
                      [&](const auto& name) { return !found.contains(name); });
    }
    return found;
}

TEST_CASE("apps include lessons and lib, and lessons include only lib") {
    auto found = arrows_in("");
    // The tests, and build folders, may include anything.
    std::erase_if(found, [](const auto& entry) {
        return entry.first != "apps" && entry.first != "lessons" &&
               entry.first != "lib";
    });
    CHECK(found == arrows{{"apps", {"lessons", "lib"}},
                          {"lessons", {"lib"}},
                          {"lib", {}}});
}

// A new arrow between rooms is added here and to the list in
// apps/CMakeLists.txt.
TEST_CASE("a room of ctxdemo includes only the rooms listed for it") {
    CHECK(arrows_in("apps/ctxdemo/") ==
          arrows{{"main.cpp", {"cli", "commands", "judge", "run"}},
                 {"commands",
                  {"cli", "exercise", "judge", "page", "progress", "run",
                   "screen", "views", "walk"}},
                 {"page", {"cli", "run", "screen", "views", "walk"}},
                 {"walk",
                  {"cli", "exercise", "judge", "progress", "run", "screen",
                   "views"}},
                 {"exercise", {"cli", "judge", "run", "screen", "views"}},
                 {"judge", {"cli"}},
                 {"views", {"run", "screen"}},
                 {"progress", {"cli", "run"}},
                 {"cli", {"run"}},
                 {"run", {}},
                 {"screen", {}}});
}

}  // namespace layers_test
