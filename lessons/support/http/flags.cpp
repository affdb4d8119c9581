// SPDX-License-Identifier: MIT
#include "lessons/support/http/flags.hpp"

#include <utility>

#include "lessons/support/http/url.hpp"

namespace lessons::http {

void address_flag(flag_set& f, std::string name, address& value,
                  bilingual help) {
    f.add(
        {std::move(name), "HOST:PORT", help, to_string(value),
         [&value](const std::string& typed) { value = parse_address(typed); }});
}

void url_flag(flag_set& f, std::string name, std::string& value,
              bilingual help) {
    f.add({std::move(name), "URL", help, value,
           [&value](const std::string& typed) {
               (void)parse_url(typed);
               value = typed;
           }});
}

}  // namespace lessons::http
