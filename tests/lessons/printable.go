// Prints the version of Unicode, and then each character at which a run of
// printable characters, or a run of others, begins. printable_test.cpp reads it.
package main

import (
	"fmt"
	"strconv"
	"unicode"
)

func main() {
	fmt.Println(unicode.Version)
	was := false
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if is := strconv.IsPrint(r); is != was {
			fmt.Println(r)
			was = is
		}
	}
}
