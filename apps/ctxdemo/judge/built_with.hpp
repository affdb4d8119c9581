// Facts that the build knows. CMake writes the definitions, into a file of
// their own: as definitions of the compiler's command line they would have
// every source compiled again in another folder.
// SPDX-License-Identifier: MIT
#pragma once

namespace ctxdemo {

/// The folder of the sources that this program was built from.
extern const char* const source_folder;

/// The flags of ctx::watch. The mark SHELL: stands before words that belong
/// together. Empty if this build has no ctx::watch.
extern const char* const watch_flags;

}  // namespace ctxdemo
