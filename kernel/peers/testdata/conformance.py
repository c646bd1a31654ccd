"""The conformance suite jupyter_kernel_test with every attribute set.

    INTERLEAVE_KERNEL=name pytest -v conformance.py

An attribute that is missing makes the suite skip its test without a word, so
the Go test that runs this counts the tests.
"""
import os
import unittest

import jupyter_kernel_test

KERNEL = os.environ["INTERLEAVE_KERNEL"]


class Conformance(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "go"
    file_extension = ".go"
    code_hello_world = 'fmt.Println("hello, world")'
    code_stderr = 'fmt.Fprintln(os.Stderr, "test")'
    completion_samples = [
        {"text": "strings.ToUpperS", "matches": {"ToUpperSpecial"}},
        {"text": "fmt.Printl", "matches": {"Println"}},
    ]
    complete_code_samples = ["1", 'fmt.Println("hello, world")', "func double(x int) int {\n\treturn x * 2\n}"]
    incomplete_code_samples = ["s := `abc", "func f(x int) int {", "x := []int{1,", "y := 1 +"]
    invalid_code_samples = ["import = 7q", ")"]
    code_page_something = "strings.ToUpper?"
    code_generate_error = 'panic("x")'
    code_execute_result = [
        {"code": "1+2+3", "result": "6"},
        {"code": "[]int{1, 4, 9}", "result": "[1 4 9]"},
        {"code": '"a" + "b"', "result": "\"ab\""},
    ]
    code_display_data = [
        {"code": 'display.HTML("<b>test</b>")', "mime": "text/html"},
        {"code": 'display.SVG(`<svg xmlns="http://www.w3.org/2000/svg"/>`)', "mime": "image/svg+xml"},
    ]
    code_history_pattern = "1?2*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "strings.ToUpper"
    code_clear_output = "display.Clear()"


class Welcome(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = KERNEL
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main()
