// The error messages for a wrong command line.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>

#include "tests/apps/program.hpp"

namespace cli_test {

using ctx_test::arguments;
using ctx_test::ctxdemo;
using ctx_test::outcome;
using ctx_test::text_of;

/// A wrong command line, and the whole message.
struct mistake {
    arguments args;
    std::string message;
};

void check_refused(const mistake& m) {
    const std::string line = text_of(m.args);
    CAPTURE(line);
    const outcome got = ctxdemo(m.args);
    CHECK(got.err == m.message + '\n');
    CHECK(got.out == "");
    CHECK(got.code == 2);
}

TEST_CASE("the error for an unknown lesson suggests a similar name") {
    const mistake mistakes[] = {
        {{"cancle"},
         "ctxdemo: unknown lesson or command \"cancle\"; did you mean "
         "\"cancel\"? (ctxdemo help shows all)"},
        {{"Deadline"},
         "ctxdemo: unknown lesson or command \"Deadline\"; did you mean "
         "\"deadline\"? (ctxdemo help shows all)"},
        {{"glob"},
         "ctxdemo: unknown lesson or command \"glob\"; did you mean "
         "\"global-flag\"? (ctxdemo help shows all)"},
        {{"frobnicate"},
         "ctxdemo: unknown lesson or command \"frobnicate\" (ctxdemo help "
         "shows all)"},
        {{""},
         "ctxdemo: unknown lesson or command \"\" (ctxdemo help shows all)"},
        {{"show", "cancle"},
         "ctxdemo show: unknown lesson \"cancle\"; did you mean \"cancel\"? "
         "(ctxdemo list shows all)"},
        {{"show", "list"},
         "ctxdemo show: unknown lesson \"list\" (ctxdemo list shows all)"},
    };
    for (const auto& m : mistakes) check_refused(m);
}

TEST_CASE("the error for an unknown flag suggests a similar flag") {
    const mistake mistakes[] = {
        {{"cancel", "--bogus=5"},
         "ctxdemo cancel: unknown flag --bogus (ctxdemo cancel --help shows "
         "all)"},
        {{"cancel", "--spede", "10"},
         "ctxdemo cancel: unknown flag --spede; did you mean --speed? "
         "(ctxdemo cancel --help shows all)"},
        {{"cancel", "-speed", "10"},
         "ctxdemo cancel: unknown flag -speed; did you mean --speed? "
         "(ctxdemo cancel --help shows all)"},
        {{"cancel", "-x"},
         "ctxdemo cancel: unknown flag -x (ctxdemo cancel --help shows all)"},
        {{"cancel", "--for", "3s"},
         "ctxdemo cancel: unknown flag --for (ctxdemo cancel --help shows "
         "all)"},
        {{"--speed", "10", "cancel"},
         "ctxdemo: unknown flag --speed; a lesson's flags come after it, such "
         "as: ctxdemo cancel --speed 10"},
        {{"--versoin"},
         "ctxdemo: unknown flag --versoin; did you mean --version?"},
    };
    for (const auto& m : mistakes) check_refused(m);
}

TEST_CASE("a wrong number is refused with an example") {
    const std::string ms =
        "must be a whole number of milliseconds, without a "
        "unit, such as 50";
    const mistake mistakes[] = {
        {{"deadline", "--ms", "abc"}, "ctxdemo deadline: --ms abc: " + ms},
        {{"deadline", "--ms", "5.5"}, "ctxdemo deadline: --ms 5.5: " + ms},
        {{"deadline", "--ms", "+"}, "ctxdemo deadline: --ms +: " + ms},
        {{"deadline", "--ms", "++5"}, "ctxdemo deadline: --ms ++5: " + ms},
        {{"deadline", "--ms", "+-5"}, "ctxdemo deadline: --ms +-5: " + ms},
        {{"deadline", "--ms", "-+5"}, "ctxdemo deadline: --ms -+5: " + ms},
        {{"deadline", "--ms="}, "ctxdemo deadline: --ms \"\": " + ms},
        {{"deadline", "--ms=", "5"}, "ctxdemo deadline: --ms \"\": " + ms},
        {{"deadline", "--ms", ""}, "ctxdemo deadline: --ms \"\": " + ms},
        {{"deadline", "--ms", "1 2"}, "ctxdemo deadline: --ms \"1 2\": " + ms},
        {{"deadline", "--ms", "1\n2"},
         "ctxdemo deadline: --ms \"1\\n2\": " + ms},
        {{"deadline", "--ms", "99999999999999999999"},
         "ctxdemo deadline: --ms 99999999999999999999: must be from "
         "-9223372036854 to 9223372036854, such as 50"},
        {{"gen", "--count", "0"},
         "ctxdemo gen: --count 0: must be from 1 to 9223372036854775807, such "
         "as 5"},
        {{"gen", "--count", "-3"},
         "ctxdemo gen: --count -3: must be from 1 to 9223372036854775807, such "
         "as 5"},
    };
    for (const auto& m : mistakes) check_refused(m);
}

TEST_CASE("a number may have a sign, as in Go") {
    const auto plain = ctxdemo({"gen", "--count", "3", "--speed", "max"});
    const auto plus = ctxdemo({"gen", "--count", "+3", "--speed", "max"});
    CHECK(plus.code == 0);
    CHECK(plus.out == plain.out);
    CHECK(ctxdemo({"deadline", "--ms", "-5", "--speed", "max"}).code == 0);
}

TEST_CASE("a wrong duration is refused with an example") {
    const mistake mistakes[] = {
        {{"cancel", "--work", "10"},
         "ctxdemo cancel: --work 10: a duration needs a unit, such as 10ms"},
        {{"cancel", "--work", "0s"},
         "ctxdemo cancel: --work 0s: must be above zero, such as 1s"},
        {{"cancel", "--work", "-1s"},
         "ctxdemo cancel: --work -1s: must be above zero, such as 1s"},
        {{"cancel", "--work=-1s"},
         "ctxdemo cancel: --work -1s: must be above zero, such as 1s"},
        {{"basic", "--for", "0s"},
         "ctxdemo basic: --for 0s: must be above zero, such as 3s"},
        {{"basic", "--for", "-1s"},
         "ctxdemo basic: --for -1s: must be above zero, such as 3s"},
    };
    for (const auto& m : mistakes) check_refused(m);
}

TEST_CASE("a speed that is not above zero is refused") {
    for (const std::string speed :
         {"0", "-0", "nan", "-1", "abc", "inf", "infinity", "1e400", "1e-400",
          "1,5", "0x10", "MAX"}) {
        check_refused({{"cancel", "--speed", speed},
                       "ctxdemo cancel: --speed " + speed +
                           ": must be a number above zero or max, such as "
                           "10"});
    }
    check_refused({{"cancel", "--speed="},
                   "ctxdemo cancel: --speed \"\": must be a number above zero "
                   "or max, such as 10"});
}

TEST_CASE("a flag without its value is refused") {
    const mistake mistakes[] = {
        {{"deadline", "--speed", "5", "--ms"},
         "ctxdemo deadline: --ms needs a value: must be a whole number of "
         "milliseconds, without a unit, such as 50"},
        {{"value", "--trace-code"},
         "ctxdemo value: --trace-code needs a value: any text, such as "
         "--trace-code 12512312234"},
        {{"show", "cancel", "--code"},
         "ctxdemo show: --code needs a value: must be cpp, go or both, such as "
         "--code go"},
    };
    for (const auto& m : mistakes) check_refused(m);
}

TEST_CASE("flags that exclude each other are refused") {
    const mistake mistakes[] = {
        {{"cancel", "--os", "--speed", "10"},
         "ctxdemo cancel: --os excludes --speed 10, because real time has one "
         "speed; "
         "leave one out, such as: ctxdemo cancel --os"},
        {{"cancel", "--speed", "max", "--os"},
         "ctxdemo cancel: --os excludes --speed max, because real time has one "
         "speed; "
         "leave one out, such as: ctxdemo cancel --os"},
        {{"basic", "--speed", "max"},
         "ctxdemo basic: --speed max needs --for, because this lesson never "
         "ends, such as: ctxdemo basic --speed max --for 5s"},
        {{"cancel", "--os=1"},
         "ctxdemo cancel: --os=1: takes no value, just --os"},
    };
    for (const auto& m : mistakes) check_refused(m);
}

TEST_CASE("a wrong URL, address or network flag is refused") {
    const std::string url = ", such as http://127.0.0.1:8000/";
    const std::string port = "a port is a number from 0 to 65535, such as 8000";
    const mistake mistakes[] = {
        {{"client", "--url", "ftp://x/"},
         "ctxdemo client: --url ftp://x/: must begin with http://" + url},
        {{"client", "--url", "127.0.0.1:8000"},
         "ctxdemo client: --url 127.0.0.1:8000: must begin with http://" + url},
        {{"client", "--url", "http://:8000/"},
         "ctxdemo client: --url http://:8000/: must have a host" + url},
        {{"client", "--url", "http://x:99999/"},
         "ctxdemo client: --url http://x:99999/: " + port},
        {{"client", "--url="},
         "ctxdemo client: --url \"\": must begin with http://" + url},
        {{"server", "--addr", "127.0.0.1:http"},
         "ctxdemo server: --addr 127.0.0.1:http: " + port},
        {{"server", "--addr", "localhost"},
         "ctxdemo server: --addr localhost: must be a host and a port, such as "
         "127.0.0.1:8000"},
        {{"server", "--respond", "never"},
         "ctxdemo server: --respond never: must be random, slow or quick, such "
         "as --respond slow"},
        {{"http", "--slow", "0s"},
         "ctxdemo http: --slow 0s: must be above zero, such as 10s"},
    };
    for (const auto& m : mistakes) check_refused(m);
}

TEST_CASE("a lesson that uses the network takes no speed but 1") {
    for (const std::string lesson : {"server", "client"}) {
        for (const std::string speed : {"10", "max", "0.5"}) {
            check_refused({{lesson, "--speed", speed},
                           "ctxdemo " + lesson + ": --speed " + speed +
                               ": must be 1, because this lesson uses the "
                               "network, which runs in real time, such as: "
                               "ctxdemo " +
                               lesson});
        }
    }
    const auto got = ctxdemo(
        {"client", "--url", "http://127.0.0.1:1/", "--speed", "1", "--os"});
    CHECK(got.out.find("connection refused\n") != std::string::npos);
    CHECK(got.code == 0);
}

TEST_CASE("a server whose address is taken fails with one line") {
    ctx_test::process first(
        ctx_test::ctxdemo_line({"server", "--addr", "127.0.0.1:0"}));
    const auto address = ctx_test::await_address(first);
    const auto got = ctxdemo({"server", "--addr", address});
    CHECK(got.code == 1);
    CHECK(got.out == "");
    CHECK(got.err == "ctxdemo: listen tcp " + address +
                         ": bind: address already in use\n");
}

TEST_CASE("an extra argument is refused") {
    const mistake mistakes[] = {
        {{"cancel", "extra"},
         "ctxdemo cancel: unexpected argument \"extra\"; usage: ctxdemo cancel "
         "[flags], such as: ctxdemo cancel --speed 10 --stamps"},
        {{"cancel", "list"},
         "ctxdemo cancel: unexpected argument \"list\"; usage: ctxdemo cancel "
         "[flags], such as: ctxdemo cancel --speed 10 --stamps"},
        {{"show", "cancel", "gen"},
         "ctxdemo show: unexpected argument \"gen\"; usage: ctxdemo show "
         "<lesson> [flags], such as: ctxdemo show cancel --code go"},
    };
    for (const auto& m : mistakes) check_refused(m);
}

TEST_CASE("show refuses a missing lesson and an unknown language") {
    check_refused({{"show"},
                   "ctxdemo show: which lesson? Name one, such as: ctxdemo "
                   "show cancel (ctxdemo list shows all)"});
    check_refused({{"show", "cancel", "--code", "java"},
                   "ctxdemo show: --code java: must be cpp, go or both, such "
                   "as --code go"});
}

}  // namespace cli_test
