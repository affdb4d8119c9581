// What the program of an exercise may use. The learner's file includes this
// header and nothing else of ctxdemo.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <ctx/ctx.hpp>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "lessons/support/println.hpp"

namespace lessons {}

using namespace std::chrono_literals;
using lessons::println;
