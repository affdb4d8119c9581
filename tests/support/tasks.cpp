// SPDX-License-Identifier: MIT
#include "tests/support/tasks.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace ctx_test {
namespace {

const std::filesystem::path tasks = "/proc/self/task";

}  // namespace

task_id this_task() { return std::to_string(::gettid()); }

std::set<task_id> all_tasks() {
    std::set<task_id> all;
    for (const auto& entry : std::filesystem::directory_iterator(tasks)) {
        all.insert(entry.path().filename());
    }
    return all;
}

bool is_asleep(const task_id& task) {
    // The line is "12345 (name) S ...". The name may have blanks and
    // parentheses in it.
    std::ifstream file(tasks / task / "stat");
    std::string line;
    std::getline(file, line);
    return line.find(") S ") != std::string::npos;
}

long sleeps_of(const task_id& task) {
    std::ifstream file(tasks / task / "status");
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string name;
        long value = 0;
        words >> name >> value;
        if (name == "voluntary_ctxt_switches:") return value;
    }
    throw std::runtime_error("no status of task " + task);
}

}  // namespace ctx_test
