// The whole library.
// SPDX-License-Identifier: MIT
#pragma once

#include "ctx/after_func.hpp"
#include "ctx/bubble.hpp"
#include "ctx/channel.hpp"
#include "ctx/clock.hpp"
#include "ctx/context.hpp"
#include "ctx/defer.hpp"
#include "ctx/duration.hpp"
#include "ctx/error.hpp"
#include "ctx/event.hpp"
#include "ctx/explore.hpp"
#include "ctx/goroutine.hpp"
#include "ctx/location.hpp"
#include "ctx/select.hpp"
#include "ctx/signal.hpp"
#include "ctx/timer.hpp"
#include "ctx/wait_group.hpp"
