"""Grades a small course with nbgrader: grading.py COURSE KERNEL

COURSE is a folder with the nbgrader_config.py to try. Prints, as JSON, the points of
each student's test cells and the feedback that he gets.
"""

import json
import os
import pathlib
import re
import subprocess
import sys

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

course, kernel = pathlib.Path(sys.argv[1]), sys.argv[2]


def cell(name, source, points=None, solution=False):
    about = {"schema_version": 3, "grade_id": name, "grade": points is not None, "solution": solution,
             "locked": not solution, "task": False}
    if points is not None:
        about["points"] = points
    return new_code_cell(source, metadata={"nbgrader": about})


SQUARES = """func squares(xs []int) []int {
	// BEGIN SOLUTION
	ys, err := parallel.Map(xs, func(x int) int { return x * x })
	if err != nil {
		panic(err)
	}
	return ys
	// END SOLUTION
}"""

COUNTER = """// counter lets two goroutines increment x.
func counter() {
	x, m := explore.NewVar("x", 0), new(explore.Mutex)
	for range 2 {
		explore.Go(func() {
			// BEGIN SOLUTION
			m.Lock()
			defer m.Unlock()
			x.Store(x.Load() + 1)
			// END SOLUTION
		})
	}
	explore.Wait()
}"""

SHEET = """sheet := check.NewSheet("Squares and a counter").Limit(2 * time.Second)
sheet.Check(2, "squares as one after the other", func() error {
	return check.SameAsSequential(squares, func(x int) int { return x * x }, []int{3, 1, 2})
})
sheet.Check(0.5, "squares leaves no goroutine", func() error {
	return check.NoLeak(func() { squares([]int{3, 1, 2}) })
})
sheet.Check(1.5, "counter has no race", func() error { return check.NoRace(counter) })
sheet.Score()"""

HIDDEN = """// Nothing in, nothing out.
// BEGIN HIDDEN TESTS
if got := squares(nil); len(got) != 0 {
	panic(fmt.Sprint("squares of nothing are ", got))
}
// END HIDDEN TESTS"""

notebook = new_notebook(metadata={
    "kernelspec": {"name": kernel, "display_name": "Go", "language": "go"}, "language_info": {"name": "go"}})
notebook.cells = [
    new_markdown_cell("# Squares and a counter"),
    cell("squares", SQUARES, solution=True),
    cell("counter", COUNTER, solution=True),
    cell("sheet", SHEET, points=4),
    cell("hidden", HIDDEN, points=2),
]

# What each student writes in the place of the stub: squares, counter.
LOCKED = "m.Lock(); defer m.Unlock(); x.Store(x.Load() + 1)"
LOOP = "ys := []int{}\nfor _, x := range xs { ys = append(ys, x*x) }\nreturn ys"
STUDENTS = {
    "ada": (LOOP, LOCKED),
    "bob": (LOOP, "x.Store(x.Load() + 1)"),
    "cleo": (None, None),
    "dan": ("go func() { select {} }()\n" + LOOP, LOCKED),
    "eva": ("for {}", LOCKED),
    "fay": ("return 1 +", LOCKED),
}


def nbgrader(*arguments):
    done = subprocess.run(["nbgrader", *arguments], cwd=course, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        sys.exit(f"nbgrader {' '.join(arguments)}: {done.returncode}\n{done.stdout}")


source = course / "source" / "ps1"
source.mkdir(parents=True)
nbformat.write(notebook, source / "p1.ipynb")
nbgrader("generate_assignment", "ps1", "--create")
released = course / "release" / "ps1" / "p1.ipynb"
stub = re.compile(r'^[ \t]*// YOUR CODE HERE\n[ \t]*panic\("not implemented"\)$', re.M)

for student, answers in STUDENTS.items():
    theirs = nbformat.read(released, 4)
    assert "BEGIN" not in "".join(c.source for c in theirs.cells), "solutions or hidden tests were released"
    for name, answer in zip(("squares", "counter"), answers):
        for c in theirs.cells:
            if c.metadata.get("nbgrader", {}).get("grade_id") == name:
                assert stub.search(c.source), "no stub in: " + c.source
                if answer is not None:
                    c.source = stub.sub(lambda _: answer, c.source)
    folder = course / "submitted" / student / "ps1"
    folder.mkdir(parents=True)
    nbformat.write(theirs, folder / "p1.ipynb")

nbgrader("autograde", "ps1", "--create")
nbgrader("generate_feedback", "ps1")

os.chdir(course)
from nbgrader.api import Gradebook  # noqa: E402: its database is in the course's folder

results = {}
with Gradebook("sqlite:///gradebook.db") as book:
    for submission in book.assignment_submissions("ps1"):
        for theirs in submission.notebooks:
            points = {grade.name: grade.auto_score for grade in theirs.grades}
            feedback = course / "feedback" / submission.student.id / "ps1" / "p1.html"
            results[submission.student.id] = {"points": points, "feedback": feedback.read_text()}
print("RESULTS " + json.dumps(results))
