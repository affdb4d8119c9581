// A bug of a real project as a small program, and its repair.
// SPDX-License-Identifier: MIT
#pragma once

namespace ctx_corpus {

enum class version { faulty, repaired };

/// A small program with the bug of a real project.
///
/// `run` is main of the program, and is called inside a bubble. The faulty
/// version deadlocks, or leaves a goroutine behind, on at least one schedule;
/// the repaired version does so on none.
struct kernel {
    const char* name;  ///< "cockroach/10790": the project, the pull request
    void (*run)(version);
};

}  // namespace ctx_corpus
