package host

import (
	"fmt"
	"log"
)

// Fatal is (*log.Logger).Fatal for cells; log.Fatal is that of log.Default.
func Fatal(l *log.Logger, v ...any) {
	l.Output(2, fmt.Sprint(v...))
	Exit(1)
}

// Fatalf is (*log.Logger).Fatalf for cells.
func Fatalf(l *log.Logger, format string, v ...any) {
	l.Output(2, fmt.Sprintf(format, v...))
	Exit(1)
}

// Fatalln is (*log.Logger).Fatalln for cells.
func Fatalln(l *log.Logger, v ...any) {
	l.Output(2, fmt.Sprintln(v...))
	Exit(1)
}
