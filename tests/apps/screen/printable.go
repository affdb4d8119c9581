// Prints apps/ctxdemo/screen/printable_table.hpp. printable_test.cpp compares
// the file with this.
package main

import (
	"fmt"
	"strconv"
	"unicode"
)

const head = `// The characters at which a run of printable ones, or a run of others, begins,
// for printable.cpp. Printed by tests/apps/screen/printable.go: do not edit.
// Unicode %s
// SPDX-License-Identifier: MIT
#pragma once

namespace ctxdemo {

// clang-format off
/// Rising. The first run is printable, the second is not, and so on.
inline constexpr char32_t printable_runs[] = {
`

func main() {
	fmt.Printf(head, unicode.Version)
	column := 0
	was := false
	for r := rune(0); r <= unicode.MaxRune+1; r++ {
		is := r <= unicode.MaxRune && strconv.IsPrint(r)
		if is == was {
			continue
		}
		was = is
		number := fmt.Sprintf("0x%x,", r)
		if column > 0 && column+1+len(number) > 80 {
			fmt.Println()
			column = 0
		}
		if column > 0 {
			fmt.Print(" ")
			column++
		} else {
			fmt.Print("    ")
			column = 4
		}
		fmt.Print(number)
		column += len(number)
	}
	fmt.Print("\n};\n// clang-format on\n\n}  // namespace ctxdemo\n")
}
