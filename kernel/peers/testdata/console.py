"""Drives `jupyter console` in a pseudo terminal as a person would.

    python console.py KERNEL
"""
import json
import os
import sys
import tempfile

import pexpect

kernel = sys.argv[1]
child = pexpect.spawn(
    os.path.join(os.path.dirname(sys.executable), "jupyter"),
    ["console", "--kernel", kernel, "--simple-prompt"],
    encoding="utf-8", timeout=120, env={**os.environ, "TERM": "dumb", "NO_COLOR": "1"},
)
child.logfile_read = sys.stdout


def line(text):
    child.sendline(text)


child.expect(r"In \[1\]:")
line("6 * 7")
child.expect(r"Out\[1\]:\s*42")
child.expect(r"In \[2\]:")
line('var name string; fmt.Print("Who? "); fmt.Scanln(&name); fmt.Println("hi", name)')
child.expect(r"Who\?")
line("Ada")
child.expect("hi Ada")
child.expect(r"In \[3\]:")
# The console loses a Ctrl-C that comes while it prints. So the cell says by a file that it runs.
running = os.path.join(tempfile.mkdtemp(), "running")
line(f'os.WriteFile({json.dumps(running)}, nil, 0o600); for {{}}')
while not os.path.exists(running):
    child.expect(pexpect.TIMEOUT, timeout=0.1)
# A person presses again.
for _ in range(10):
    child.sendintr()
    if child.expect(["interrupted", pexpect.TIMEOUT], timeout=5) == 0:
        break
else:
    raise AssertionError("ten interrupts did not end the cell")
child.expect(r"In \[\d+\]:")
line("name")
child.expect("Ada")
child.expect(r"In \[\d+\]:")
line("exit")
child.expect(pexpect.EOF)
child.close()
print("\nconsole: done")
