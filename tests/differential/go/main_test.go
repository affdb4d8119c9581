// Runs programs of operations with Go's own packages, in testing/synctest, and
// writes what can be seen after each step.
//
// The programs are in one file. A blank line separates two programs, and the
// first line of a program is its kind. The traces go to another file. A line
// "--" ends each step, and a line "==" ends each trace.
package differential

import (
	"bufio"
	"flag"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

var (
	programs = flag.String("programs", "", "the file with the programs")
	traces   = flag.String("traces", "", "the file for the traces")
)

// operation is one step: its name and its numbers.
type operation struct {
	name    string
	numbers []int64
}

func (op operation) String() string {
	line := op.name
	for _, n := range op.numbers {
		line += " " + strconv.FormatInt(n, 10)
	}
	return line
}

func parse(t *testing.T, line string) operation {
	fields := strings.Fields(line)
	op := operation{name: fields[0]}
	for _, field := range fields[1:] {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		op.numbers = append(op.numbers, n)
	}
	return op
}

// machine runs the steps of a program of one kind.
type machine interface {
	step(op operation) string // returns the result, once all goroutines are blocked
	show() string             // returns what can be seen since the last show
	end()                     // ends the goroutines that still wait
}

// mutex guards the results that goroutines write for show.
var mutex sync.Mutex

// run returns the trace of a program.
func run(t *testing.T, program string) string {
	lines := strings.Split(program, "\n")
	var out strings.Builder
	synctest.Test(t, func(t *testing.T) {
		var m machine
		switch lines[0] {
		case "contexts":
			m = newContextMachine(time.Now())
		case "channels":
			m = newChannelMachine()
		case "semaphores":
			m = newSemaphoreMachine()
		default:
			t.Fatalf("no kind of program is called %q", lines[0])
		}
		for _, line := range lines[1:] {
			op := parse(t, line)
			result := m.step(op)
			out.WriteString(op.String() + ":" + result + "\n" + m.show() + "--\n")
		}
		m.end()
	})
	return out.String()
}

func TestPrograms(t *testing.T) {
	all, err := os.ReadFile(*programs)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(*traces)
	if err != nil {
		t.Fatal(err)
	}
	out := bufio.NewWriter(file)
	for program := range strings.SplitSeq(strings.TrimSpace(string(all)), "\n\n") {
		out.WriteString(run(t, program) + "==\n")
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}
