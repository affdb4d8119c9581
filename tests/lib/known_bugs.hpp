// The kinds of bugs that other projects have been told of, and the tests that
// hold them here. known_bugs_test.cpp checks that the tests exist.
// SPDX-License-Identifier: MIT
#pragma once

namespace known_bugs_test {

struct known_bug {
    const char* kind;
    const char* reported;  // a project, and the number of an issue or a pull
                           // request on GitHub, or of a CVE
    const char* file;      // relative to the folder tests
    const char* test;      // a test in that file, or another text in it
};

inline constexpr known_bug known_bugs[] = {
    // -- exceptions and ends -------------------------------------------------
    {"a failed check in a test ends the program, because threads still run",
     "GoogleTest #863", "lib/unwinding_test.cpp",
     "an exception of main reaches the caller although goroutines still use "
     "main's objects"},
    {"a failing test hangs, because what it defers waits for a lock",
     "Go #22989", "lib/unwinding_test.cpp",
     "an exception reaches the caller of run although it passes a lock that a "
     "goroutine needs to end"},
    {"a failed task leaves its siblings running", "CPython #75633",
     "lib/unwinding_test.cpp",
     "goroutines are ended before an exception unwinds an older one"},
    {"a destructor at exit waits for a thread that is gone already",
     "MLX #1738", "lib/process_test.cpp",
     "a static object that is destroyed last can wait for time to pass"},
    {"exit() on a worker thread waits for that worker, or joins it",
     "Binaryen #1721, PhotonLibOS #1561", "lib/process_test.cpp",
     "exit ends the process with its code on every thread"},
    {"a forced unwind by the threads library is taken for an exception",
     "Boost.Coroutine2 #28, btop #1746", "lib/process_test.cpp",
     "pthread_exit ends a goroutine as a return does"},
    {"the child of a fork waits for threads that it does not have",
     "tokio #4301, libuv #4443, futures-rs #649", "lib/process_test.cpp",
     "the child of a fork has timers, signals and goroutines of its own"},

    // -- time ----------------------------------------------------------------
    {"the longest timeout overflows and returns at once",
     "LLVM #59260, Waybar #2598, Certificate Transparency #760, gloo #256",
     "lib/any_duration_test.cpp",
     "a context with an endless timeout of any unit is not done"},
    {"a sleep in another unit overflows and returns at once",
     "Microsoft STL #5234, rDSN #27", "lib/any_duration_test.cpp",
     "an endless sleep of any unit does not return"},
    {"a timer's channel shows a length, and programs poll it", "Go #37196",
     "lib/go_values_test.cpp",
     "the channel of a timer looks unbuffered, and make refuses, as in Go"},

    // -- threads and signals -------------------------------------------------
    {"a thread stays on the processor that its starter is bound to",
     "Java Thread Affinity #57", "lib/process_test.cpp", "state of goroutines"},
    {"a thread has the signals blocked that its starter blocks, and so has "
     "what it starts",
     "POCO #3398, Swift Profile Recorder #46", "lib/process_test.cpp",
     "state of functions"},
    {"a thread of a library takes a signal that the program blocks",
     "OpenBLAS #4054, jemalloc #917", "lib/process_test.cpp",
     "state with a blocked signal"},
    {"a handler stays diverted after it was given up",
     "Deno #7164, signal-hook #23", "lib/signal_test.cpp",
     "a handler that is put back after stop lets the signal act as before"},
    {"each call of a callback makes a thread", "Beckhoff ADS #91",
     "lib/after_func_threads_test.cpp",
     "many short functions of one context share a few threads"},
    {"tasks of a thread pool wait for tasks that find no thread",
     "concurrencpp #61, TileDB #1994", "lib/after_func_threads_test.cpp",
     "functions of one context may wait for each other"},
    {"a thread that cannot be started ends the program",
     "Dovecot Ceph plugin #188", "lib/after_func_threads_test.cpp",
     "functions run on the threads there are if none can be started"},
    {"a thread that could not be started counts as running",
     "ZeroTier #700, Charm++ #711", "lib/start_failure_test.cpp",
     "wait_group::go throws and counts nothing if it cannot start a thread"},

    // -- contexts ------------------------------------------------------------
    {"a walk over a graph visits a node once for each way to it",
     "DaCe #2233, Snyk dep-graph #169", "lib/merge_graph_test.cpp",
     "value visits each context once, however many ways lead to it"},
    {"the printed form of a graph is as long as all ways through it",
     "beads_rust #392", "lib/merge_graph_test.cpp",
     "40 merges of a context with itself have a short printed form"},
    {"a merged signal with a listener owns itself in a circle", "Bun #43129",
     "lib/after_func_lifetime_test.cpp",
     "a thousand dropped merges and their dropped parents are freed"},
    {"dropped merged signals pile up on a long-lived one",
     "Node.js #55351, Deno #32898", "lib/known_bugs_test.cpp",
     "canceled, dropped and stopped observers do not pile up on a long-lived "
     "parent"},

    // -- channels ------------------------------------------------------------
    {"a loop over a channel asks more of its values than is documented",
     "cpp-channel #36", "lib/channel_types_test.cpp",
     "a channel carries values with const members"},
    {"a queue takes a negative capacity for a huge one", "Haskell stm #17",
     "lib/channel_types_test.cpp",
     "a channel cannot have a negative capacity, or one past all memory"},

    // -- virtual time --------------------------------------------------------
    {"a thread that polls keeps an exploration from ending", "loom #162",
     "lib/livelock_test.cpp",
     "a goroutine that polls for ever ends its bubble with a livelock"},
    {"a lock that virtual time knows nothing of stops it without a word",
     "Go #77687, go-libp2p-pubsub #718", "lib/turn_watch_test.cpp",
     "a lock that the canceler holds is reported by an exploration"},

    // -- memory --------------------------------------------------------------
    {"an allocation that fails in a noexcept function ends the program",
     "msgpack-c #1029, Seastar #390", "lib/out_of_memory_test.cpp",
     "a program survives the failure of each of its allocations"},

    // -- building ------------------------------------------------------------
    {"a type is another type on the other side of a shared library",
     "LLVM #133725, pybind11 #912, OpenUSD #1752", "install/border/main.cpp",
     "stored here, found there"},
    {"an exception is not caught on the other side of a shared library",
     "pybind11 #1272", "install/border/main.cpp",
     "thrown by the plugin, caught here"},
    {"hidden visibility leaves public names out of a shared library",
     "aws-lambda-cpp #205", "install/shared.cmake", "BUILD_SHARED_LIBS=ON"},
    {"a shared library shows names that are not public", "lowdown #109",
     "install/shared.cmake", "exported, but not a name of ctx"},
    {"the name of a shared library has no version", "SPIRV-Tools #3214",
     "install/shared.cmake", "the SONAME has no version"},
    {"a header needs another header that it does not include", "HElib #275",
     "lib/compile/compiles/done.cpp", "done() needs no other header"},
    {"a header does not compile without run-time type information",
     "Boost.JSON #75", "lib/compile/compiles/no_rtti.cpp", "-fno-rtti"},
    {"a header warns of destructors that are not virtual",
     "mFAST #105, C++/WinRT #1499", "lib/compile/compiles/warnings.cpp",
     "-Wnon-virtual-dtor"},
    {"a small mistake gives pages of errors in templates", "Boost.Parser #56",
     "lib/compile/check.cmake", "lines of errors"},
    {"a stream is closed in a way that not all streams have", "glaze #2164",
     "lib/asio_test.cpp", "a stream of Beast is closed by its context"},

    // -- programs at a terminal ----------------------------------------------
    {"a reply of the terminal, or a mouse report, is read as keys",
     "crossterm #834, Bubble Tea #466, FTXUI #1345",
     "apps/screen/key_decoder_test.cpp",
     "a sequence of bytes is one key, or none if no key was pressed"},
    {"a loop of a shell goes on after Ctrl-C, because its program exits",
     "fd #854, pyrocore #95", "apps/cli/interrupt_test.cpp",
     "one Ctrl-C ends a loop of bash that runs lessons"},
    {"a file takes the number of a closed standard stream",
     "Rust #75295, Crystal #17378", "apps/cli/output_test.cpp",
     "no file of ctxdemo takes the number of a closed standard stream"},
    {"a lack of threads or files is told as something else",
     "wrk #47, PCSX2 #1510", "apps/cli/shortage_test.cpp",
     "a command that needs more threads than there are says so"},
    {"a write to a closed standard output succeeds",
     "Rust #83904, uutils coreutils #11122", "apps/cli/output_test.cpp",
     "a closed standard output makes ctxdemo fail"},
    {"a file that is saved replaces the symbolic link to it",
     "Timewarrior #546, lnav #1489", "apps/progress/store_test.cpp",
     "a symbolic link stays, and its target is written"},
    {"a lock file is opened through a symbolic link", "CVE-2025-68146",
     "apps/progress/store_test.cpp",
     "a lock that is a symbolic link is not followed"},
    {"a file that is saved gets another mode", "python-atomicwrites #11",
     "apps/progress/store_test.cpp", "CHECK(mode_of(target) == 0640)"},
    {"a file without permission to write is replaced", "atomic-write #9",
     "apps/progress/store_test.cpp",
     "a file or folder without permission is reported and unchanged"},
    {"a file that is left by a crash while saving stays for ever",
     "Radicale #443", "apps/progress/store_test.cpp",
     "a change removes the drafts of older versions, and nothing else"},
    {"control characters of a text get to the terminal",
     "Microsoft Edit #34, CVE-2023-30844", "lessons/printable_test.cpp",
     "controls, formats, blanks, private and unassigned are not"},
    {"a character turns the direction of the text around it",
     "CVE-2021-42574", "lessons/printable_test.cpp", "U'\\u202e'"},
    {"a huge terminal makes a program fail", "Vim #13126",
     "apps/screen/terminal_test.cpp",
     "a program draws on 640 columns and 240 rows of a larger terminal"},
    {"what tells two rows apart is cut off", "fzf #3036",
     "apps/walk/answers_test.cpp",
     "the row of an answer tells it apart from each other answer"},
};

}  // namespace known_bugs_test
