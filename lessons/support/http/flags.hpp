// Flags whose values are addresses and URLs.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "lessons/support/flags.hpp"
#include "lessons/support/http/address.hpp"

namespace lessons::http {

/// Declares a flag that takes an address to listen on.
void address_flag(flag_set& f, std::string name, address& value,
                  bilingual help);

/// Declares a flag that takes a URL. Setting it checks the URL.
void url_flag(flag_set& f, std::string name, std::string& value,
              bilingual help);

}  // namespace lessons::http
