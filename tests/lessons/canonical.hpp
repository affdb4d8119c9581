// The output of each lesson, with the time of each line.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace ctx_test {

/// A lesson and its canonical transcript, each line with its virtual time in
/// seconds: "0.010 worker\n".
struct canonical {
    std::string lesson;
    std::string timed;
};

/// Returns the transcripts of all lessons that end by themselves.
[[nodiscard]] inline std::vector<canonical> canonical_transcripts() {
    const std::string three =
        "0.000 worker\n1.000 worker\n2.000 worker\n3.000 over\n";
    return {
        {"why",
         "1.000 user: found\n2.000 orders: failed\n"
         "2.000 news: context canceled\n2.000 over\n"},
        {"global-flag", three},
        {"channel", three},
        {"cancel", three},
        {"nested",
         "0.000 worker\n0.000 worker2\n1.000 worker\n1.000 worker2\n"
         "2.000 worker\n2.000 worker2\n3.000 over\n"},
        {"prompt", three},
        {"interface",
         "0.000 Deadline: 1s true\n0.000 Done: open\n0.000 Err: <nil>\n"
         "0.000 Value: alice\n2.000 Deadline: 1s true\n"
         "2.000 Done: closed\n2.000 Err: context deadline exceeded\n"
         "2.000 Value: alice\n"},
        {"root",
         "0.000 context.Background: deadline false, done false, value false\n"
         "0.000 context.TODO: deadline false, done false, value false\n"
         "0.000 context.Background.WithCancel: deadline false, done true, "
         "value false\n"
         "1.000 child: context canceled\n1.000 root: <nil>\n"},
        {"family",
         "0.000 query is over: clean up\n"
         "0.000 server: <nil>, cause <nil>, user <nil>\n"
         "0.000 request: context canceled, cause client is gone, user <nil>\n"
         "0.000 user: context canceled, cause client is gone, user alice\n"
         "0.000 query: context canceled, cause client is gone, user alice\n"
         "0.000 audit: <nil>, cause <nil>, user alice\n"
         "0.000 report: <nil>, cause <nil>, user <nil>\n"},
        {"gen", "0.000 1\n0.000 2\n0.000 3\n0.000 4\n0.000 5\n"},
        {"deadline", "0.050 context deadline exceeded\n"},
        {"timeout",
         "0.000 db connecting ...\n0.010 db connecting ...\n"
         "0.020 db connecting ...\n0.030 db connecting ...\n"
         "0.040 db connecting ...\n0.050 worker done!\n5.000 over\n"},
        {"value",
         "0.000 worker, trace code:12512312234\n"
         "0.010 worker, trace code:12512312234\n"
         "0.020 worker, trace code:12512312234\n"
         "0.030 worker, trace code:12512312234\n"
         "0.040 worker, trace code:12512312234\n"
         "0.050 worker done!\n5.000 over\n"},
        {"rules",
         "0.000 hello, stranger\n0.000 hello, alice\n"
         "0.000 [context canceled context canceled]\n"
         "0.000 goodbye, alice\n"},
    };
}

/// Returns `timed` without its times.
[[nodiscard]] inline std::string without_times(const std::string& timed) {
    std::string plain;
    for (std::size_t at = 0; at < timed.size();) {
        const std::size_t text = timed.find(' ', at) + 1;
        const std::size_t end = timed.find('\n', text) + 1;
        plain += timed.substr(text, end - text);
        at = end;
    }
    return plain;
}

}  // namespace ctx_test
