"""Compares Jupyter kernels over jupyter_client, interleaved in one run.

    python compare.py [--rounds N] [--heavy] interleave python3

Every round starts each kernel anew, in turn, and takes every measurement on
it; the table shows the median of the rounds and the ratio to the last kernel
named. Machines are noisy: only ratios of one run mean something. Memory is the
proportional set size (PSS) of the kernel process and everything below it.
"""
import argparse
import os
import statistics
import sys
import time

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

CODE = {
    "go": {
        "one": "1 + 1",
        "ten": """func collatz(n int) int {
	steps := 0
	for n != 1 {
		if n%2 == 0 {
			n /= 2
		} else {
			n = 3*n + 1
		}
		steps++
	}
	return steps
}
collatz(27)""",
        "lines": "for i := range 100000 { fmt.Println(i) }",
        "write": 'big := strings.Repeat("x", 50_000_000); fmt.Print(big)',
        "display": 'display.Text(strings.Repeat("y", 5_000_000))',
        "cell": "v{0} := {0}\nv{0} * 2",
        "complete": "strings.To",
    },
    "python": {
        "one": "1 + 1",
        "ten": """def collatz(n):
    steps = 0
    while n != 1:
        if n % 2 == 0:
            n //= 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps

collatz(27)""",
        "lines": "for i in range(100000): print(i)",
        "write": 'big = "x" * 50_000_000; print(big, end="")',
        "display": 'from IPython.display import display; display({"text/plain": "y" * 5_000_000}, raw=True)',
        "cell": "v{0} = {0}\nv{0} * 2",
        "complete": "str.is",
    },
}


class Kernel:
    """One running kernel and its client."""

    def __init__(self, name):
        self.manager = KernelManager(kernel_name=name)
        self.code = CODE["go" if self.manager.kernel_spec.language == "go" else "python"]
        began = time.perf_counter()
        self.manager.start_kernel(env={**os.environ, "INTERLEAVE_RATE_LIMIT": "0"})
        self.client = self.manager.client()
        self.client.start_channels()
        # Not after wait_for_ready, which ends with 0.2 s of listening for
        # silence, whatever the kernel does.
        first = self.client.execute(self.code["one"])
        while self.client.get_shell_msg(timeout=120)["parent_header"].get("msg_id") != first:
            pass
        self.start_to_result = time.perf_counter() - began
        self.client.wait_for_ready(timeout=120)

    def run(self, code, **kw):
        """Returns (seconds until reply and idle, stream messages, stream text length)."""
        count = length = 0
        began = time.perf_counter()
        request = self.client.execute(code, **kw)
        idle = replied = False
        while not idle:
            message = self.client.get_iopub_msg(timeout=300)
            if message["parent_header"].get("msg_id") != request:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                count += 1
                length += len(content["text"])
            elif kind == "error":
                raise RuntimeError("%s: %s" % (content["ename"], content["evalue"]))
            elif kind == "status" and content["execution_state"] == "idle":
                idle = True
        while not replied:
            replied = self.client.get_shell_msg(timeout=300)["parent_header"]["msg_id"] == request
        return time.perf_counter() - began, count, length

    def median(self, code, times):
        return statistics.median(self.run(code)[0] for _ in range(times))

    def completion(self, times):
        def once():
            began = time.perf_counter()
            self.client.complete(self.code["complete"])
            while self.client.get_shell_msg(timeout=60)["msg_type"] != "complete_reply":
                pass
            return time.perf_counter() - began
        once()
        return statistics.median(once() for _ in range(times))

    def memory(self):
        return sum(pss(p) for p in tree(self.manager.provisioner.pid)) / 1024

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=False)


def tree(pid):
    yield pid
    try:
        for task in os.listdir("/proc/%d/task" % pid):
            with open("/proc/%d/task/%s/children" % (pid, task)) as f:
                for child in f.read().split():
                    yield from tree(int(child))
    except OSError:
        return


def pss(pid):
    try:
        with open("/proc/%d/smaps_rollup" % pid) as f:
            return next(int(line.split()[1]) for line in f if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


def measure(kernel, heavy):
    code = kernel.code
    kernel.run(code["one"])
    # The spare evaluator starts after the first one; let it, before memory is read.
    time.sleep(2)
    figures = {
        "start to first result, s": kernel.start_to_result,
        "memory after start, MB": kernel.memory(),
        "empty cell, ms": 1000 * kernel.median("", 50),
        "1 + 1, ms": 1000 * kernel.median(code["one"], 50),
        "ten-line function, ms": 1000 * kernel.median(code["ten"], 50),
        "completion, ms": 1000 * kernel.completion(20),
    }
    seconds, messages, length = kernel.run(code["lines"])
    assert length == 588890, length
    figures["100 000 lines, s"] = seconds
    figures["100 000 lines, messages"] = messages
    figures["5 MB display, s"] = kernel.run(code["display"])[0]
    if heavy:
        seconds, messages, length = kernel.run(code["write"])
        assert length == 50_000_000, length
        figures["50 MB write, s"] = seconds
        for i in range(1000):
            kernel.run(code["cell"].format(i))
        figures["memory after 1000 cells, MB"] = kernel.memory()
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kernels", nargs="+", help="names of installed kernelspecs; the last is the base of the ratios")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--heavy", action="store_true", help="also a 50 MB write and 1000 cells")
    arguments = parser.parse_args()
    known = KernelSpecManager().find_kernel_specs()
    for name in arguments.kernels:
        if name not in known:
            sys.exit("kernel %r is not installed; there are: %s" % (name, ", ".join(sorted(known))))

    figures = {name: [] for name in arguments.kernels}
    for _ in range(arguments.rounds):
        for name in arguments.kernels:
            kernel = Kernel(name)
            try:
                figures[name].append(measure(kernel, arguments.heavy))
            finally:
                kernel.close()

    base = arguments.kernels[-1]
    print("%-30s" % ("median of %d rounds" % arguments.rounds) + "".join("%24s" % n for n in arguments.kernels))
    for row in figures[base][0]:
        medians = {n: statistics.median(f[row] for f in figures[n]) for n in arguments.kernels}
        print("%-30s" % row + "".join(
            "%14.3f (%6.2f x)" % (medians[n], medians[n] / medians[base] if medians[base] else 0) for n in arguments.kernels))


main()
