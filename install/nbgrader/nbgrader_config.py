# nbgrader for a Go course. This file lies in the course's root folder; run nbgrader there.
c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "go-course"

# What a student finds in the place of a solution, by the kernel's language.
c.ClearSolutions.code_stub = {"go": '// YOUR CODE HERE\npanic("not implemented")'}

# nbgrader looks for these anywhere in a line; the line has to be a comment of Go's.
c.ClearSolutions.begin_solution_delimeter = "// BEGIN SOLUTION"
c.ClearSolutions.end_solution_delimeter = "// END SOLUTION"
c.ClearHiddenTests.begin_test_delimeter = "// BEGIN HIDDEN TESTS"
c.ClearHiddenTests.end_test_delimeter = "// END HIDDEN TESTS"
c.ClearMarkScheme.begin_mark_scheme_delimeter = "// BEGIN MARK SCHEME"
c.ClearMarkScheme.end_mark_scheme_delimeter = "// END MARK SCHEME"

# A cell that takes longer is interrupted, and the next ones run: they find what the
# earlier ones left.
c.ExecutePreprocessor.timeout = 120
c.ExecutePreprocessor.interrupt_on_timeout = True
c.ExecutePreprocessor.startup_timeout = 60
