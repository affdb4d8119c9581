// What a judge says of the program of an exercise. Each exercise has a file
// judge.cpp that defines `ctxdemo_judge`; it is compiled with the learner's
// file, and linked with it into one shared object:
//
//     #include "lessons/support/judge.hpp"
//
//     void run();  // the learner's program
//
//     const lessons::judge ctxdemo_judge{
//         .program = run,
//         .outputs = {"worker1 stops\nworker2 stops\nover\n",
//                     "worker2 stops\nworker1 stops\nover\n"},
//         .at_most = 3s};
//
// ctxdemo runs `program` under every schedule, and watches its memory. Whatever
// the judge says, a data race, a deadlock, a goroutine left behind, an
// exception that leaves a goroutine, and a run that does not end are faults.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ctx/explore.hpp"  // ctx::expect, for programs of the judge
#include "lessons/support/exercise.hpp"

namespace lessons {

struct judge {
    /// The program: the learner's, or the judge's own, which calls functions of
    /// the learner's. A ctx::expect() that does not hold is a fault whose text
    /// is shown to the learner.
    void (*program)() = nullptr;

    /// Every output that is right, each with all its lines. Empty: any is.
    std::vector<std::string> outputs = {};

    /// The most virtual time that the program may take.
    std::optional<ctx::duration> at_most = {};
};

}  // namespace lessons

/// Defined by the judge of each exercise. Its name is looked up.
extern const lessons::judge ctxdemo_judge;
