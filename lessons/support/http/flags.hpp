// Flags that take an address or a URL.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "lessons/support/flags.hpp"
#include "lessons/support/http/address.hpp"

namespace lessons::http {

/// Declares a flag that takes an address to listen on: "127.0.0.1:8000". The
/// flag throws bad_value for a text that parse_address refuses.
void address_flag(flag_set& f, std::string name, address& value,
                  bilingual help);

/// Declares a flag that takes a URL, and stores the URL as the user typed it.
/// The flag throws bad_value for a text that parse_url refuses.
void url_flag(flag_set& f, std::string name, std::string& value,
              bilingual help);

}  // namespace lessons::http
