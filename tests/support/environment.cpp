// SPDX-License-Identifier: MIT
#include "tests/support/environment.hpp"

#include <unistd.h>

#include <map>

#include "tests/support/scratch.hpp"

namespace ctx_test {

namespace {

const std::string& state_folder() {
    static const scratch folder;
    static const std::string path = folder.path();
    return path;
}

bool is_of_locale(const std::string& name) {
    return name.starts_with("LC_") || name == "LANG" || name == "LANGUAGE";
}

}  // namespace

std::vector<std::string> test_environment(const environment_changes& changes) {
    std::map<std::string, std::string> all;
    for (char** entry = environ; *entry; ++entry) {
        const std::string text = *entry;
        const auto end = text.find('=');
        if (end == std::string::npos) continue;
        const std::string name = text.substr(0, end);
        if (!is_of_locale(name)) all[name] = text.substr(end + 1);
    }
    all["LC_ALL"] = "C.UTF-8";
    all["XDG_STATE_HOME"] = state_folder();
    for (const auto& [name, value] : changes) {
        all.erase(name);
        if (value) all[name] = *value;
    }
    std::vector<std::string> entries;
    for (const auto& [name, value] : all) entries.push_back(name + '=' + value);
    return entries;
}

}  // namespace ctx_test
